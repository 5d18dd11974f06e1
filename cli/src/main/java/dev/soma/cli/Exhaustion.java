package dev.soma.cli;

import dev.soma.error.OutOfMemory;
import dev.soma.error.SomaException;
import java.util.List;

/// What is said of an `OutOfMemoryError`, with what can be typed instead.
final class Exhaustion {
  private static final String THREADS = "--threads";

  private Exhaustion() {}

  /// E808 for memory, E810 for threads.
  ///
  /// @param args what was typed
  static SomaException.Resource of(OutOfMemoryError error, List<String> args) {
    return switch (OutOfMemory.of(error)) {
      case OutOfMemory.Heap _ -> heap(args);
      case OutOfMemory.Outside o ->
          new SomaException.Resource("E808", o.message(), "export SOMA_JAVA_OPTS=" + o.option());
      case OutOfMemory.Threads _ -> threads(args);
    };
  }

  /// More heap; or, for a table that is learned from, the disk.
  private static SomaException.Resource heap(List<String> args) {
    boolean table = args.contains("train") && !args.contains("disk") && !args.contains("--jdbc");
    String more = "export SOMA_JAVA_OPTS=-Xmx8g";
    return new SomaException.Resource(
        "E808",
        "out of memory · the Java heap of "
            + Runtime.getRuntime().maxMemory() / (1 << 20)
            + " MB is too small",
        table ? new String[] {more, "--memory disk"} : new String[] {more});
  }

  /// As many threads as processors; if that was asked for, one.
  private static SomaException.Resource threads(List<String> args) {
    int processors = Runtime.getRuntime().availableProcessors();
    int asked = asked(args, processors);
    int fewer = asked > processors ? processors : 1;
    return new SomaException.Resource(
        "E810",
        "no more threads · the system refuses to start another thread of this process\n"
            + "expected room for "
            + asked
            + " and about 30 of Java itself; ulimit -u shows how many a user may have",
        args.contains("train") && asked > 1 ? new String[] {THREADS + " " + fewer} : new String[0]);
  }

  private static int asked(List<String> args, int otherwise) {
    for (int i = args.size() - 1; i >= 0; i--) {
      String value =
          args.get(i).startsWith(THREADS + "=")
              ? args.get(i).substring(THREADS.length() + 1)
              : args.get(i).equals(THREADS) && i + 1 < args.size() ? args.get(i + 1) : "";
      if (value.matches("\\+?[0-9]{1,4}")) {
        return Integer.parseInt(value);
      }
    }
    return otherwise;
  }
}
