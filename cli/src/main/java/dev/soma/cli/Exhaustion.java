package dev.soma.cli;

import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is said of an `OutOfMemoryError`: Java throws it for a full heap, for the memory outside of
/// the heap, and for a system that gives no more threads.
final class Exhaustion {
  private static final String THREADS = "--threads";

  /// What Java says if the memory outside of the heap has reached its limit.
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "Cannot reserve (\\d+) bytes of direct buffer memory"
              + " \\(allocated: (\\d+), limit: (\\d+)\\)");

  private Exhaustion() {}

  /// E808 for memory, E810 for threads.
  ///
  /// @param args what was typed
  static SomaException.Resource of(OutOfMemoryError error, List<String> args) {
    String message = String.valueOf(error.getMessage());
    Matcher outside = OUTSIDE.matcher(message);
    if (outside.matches()) {
      return outside(number(outside, 1) + number(outside, 2), number(outside, 3));
    }
    return message.contains("native thread") ? threads(args) : heap(args);
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  /// A higher limit: four times what was needed up to there, for what was still to come, and at
  /// least a gigabyte, which is not taken before it is needed.
  private static SomaException.Resource outside(double needed, double limit) {
    double gigabyte = 1 << 30;
    return new SomaException.Resource(
        "E808",
        "out of memory · "
            + Text.bytes((long) needed)
            + " outside of the Java heap are needed, for the weights and operands of products;"
            + " Java allows "
            + Text.bytes((long) limit),
        "export SOMA_JAVA_OPTS=-XX:MaxDirectMemorySize="
            + Math.max(1, (long) Math.ceil(4 * needed / gigabyte))
            + "g");
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
      if (value.matches("[0-9]{1,4}")) {
        return Integer.parseInt(value);
      }
    }
    return otherwise;
  }
}
