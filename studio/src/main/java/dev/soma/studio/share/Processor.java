package dev.soma.studio.share;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Processor time as the system counts it, in nanoseconds; where it counts none, the time that goes
/// by.
public final class Processor {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean COUNTED = THREADS.isCurrentThreadCpuTimeSupported();

  private Processor() {}

  /// That of this process.
  public static long process() {
    return COUNTED
            && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean s
        ? s.getProcessCpuTime()
        : System.nanoTime();
  }

  /// That of the thread that asks, which is one of the system's.
  public static long thread() {
    return COUNTED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }
}
