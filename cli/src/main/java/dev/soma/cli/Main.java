package dev.soma.cli;

/// The command `soma`.
public final class Main {
  private Main() {}

  /// Runs one command.
  public static void main(String[] args) {
    System.err.println("soma 0.1");
  }
}
