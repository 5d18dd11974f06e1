package dev.soma.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The command `soma`.
@Command(
    name = "soma",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Feed-forward neural networks for the JVM.")
public final class Main implements Runnable {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }

  /// The version of the module, `soma 0.1.0`, as the build wrote it.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var descriptor = Main.class.getModule().getDescriptor(); // null on the class path
      String version =
          descriptor == null ? "(unpacked)" : descriptor.rawVersion().orElse("(unpacked)");
      return new String[] {"soma " + version};
    }
  }
}
