package dev.soma.error;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ran out when Java throws an `OutOfMemoryError`: it does so for a full heap, for the memory
/// outside of the heap, and for a system that gives no more threads.
public sealed interface OutOfMemory {
  /// The heap is full.
  record Heap() implements OutOfMemory {}

  /// The memory outside of the heap, where weights and operands of products lie.
  ///
  /// @param message for the error E808
  /// @param option of Java that leaves more of it
  record Outside(String message, String option) implements OutOfMemory {}

  /// The system starts no more threads.
  record Threads() implements OutOfMemory {}

  /// What an error says.
  static OutOfMemory of(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    Matcher reserve =
        Pattern.compile(
                "Cannot reserve (\\d+) bytes of direct buffer memory"
                    + " \\(allocated: (\\d+), limit: (\\d+)\\)")
            .matcher(message);
    if (reserve.matches()) {
      double needed = number(reserve, 1) + number(reserve, 2);
      return limited(needed, number(reserve, 3));
    }
    if (message.matches("Unable to allocate \\d+ bytes|Map failed")) {
      return refused(message);
    }
    return message.contains("native thread") ? new Threads() : new Heap();
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }

  /// A higher limit: four times what was needed up to there, for what was still to come, and at
  /// least a gigabyte, which is not taken before it is needed.
  private static Outside limited(double needed, double limit) {
    double gigabyte = 1 << 30;
    return new Outside(
        "out of memory · "
            + megabytes(needed)
            + " outside of the Java heap are needed, for the weights and operands of products;"
            + " Java allows "
            + megabytes(limit),
        "-XX:MaxDirectMemorySize=" + Math.max(1, (long) Math.ceil(4 * needed / gigabyte)) + "g");
  }

  /// A smaller heap, which leaves the system more for what is outside of it.
  private static Outside refused(String said) {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return new Outside(
        "out of memory · the system gives no more memory outside of the Java heap of "
            + heap
            + " MB: "
            + said,
        "-Xmx" + Math.max(64, heap / 2) + "m");
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
