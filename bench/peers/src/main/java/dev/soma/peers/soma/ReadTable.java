package dev.soma.peers.soma;

import dev.soma.data.Table;
import java.nio.file.Path;
import java.util.Locale;

/// Reads a CSV file once, cold, and says how long that took.
public final class ReadTable {
  private ReadTable() {}

  /// Reads the file that is named.
  public static void main(String[] args) {
    long begun = System.nanoTime();
    Table table = Table.csv(Path.of(args[0]));
    System.out.printf(
        Locale.ROOT,
        "{\"rows\":%d,\"columns\":%d,\"seconds\":%.3f}%n",
        table.rows(),
        table.columns().size(),
        (System.nanoTime() - begun) / 1e9);
  }
}
