package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.sun.management.OperatingSystemMXBean;
import dev.soma.studio.http.Server;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Prints which share of the server's CPU time the page takes, view by view and while weights are
/// tried without a pause, in a training of 10,000 rows and five layers of 64 units; more than a
/// tenth fails. What the training's own thread does for the page is in it. `-Dshare=SECONDS`, of
/// each view.
@EnabledIfSystemProperty(named = "share", matches = "\\d+", disabledReason = "-Dshare=SECONDS")
class PageShareTest extends Browsing {
  /// Who spends time in this process.
  private enum Who {
    TRAINING,
    PAGE,
    RECORDER,
    JVM,
    DRIVER
  }

  private static final Set<String> OF_JVM =
      Set.of("Reference Handler", "Finalizer", "Signal Dispatcher", "Common-Cleaner");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// Tries weights one after another, as fast as they are answered.
  private static final String WEIGHTS =
      """
      () => { window.trying = true; (async () => { while (window.trying) await fetch('/api/weight',
        { method: 'POST', body: JSON.stringify({ tensor: 'W2', i: 1, j: 1, value: Math.random() }) }); })(); }
      """;

  @Test
  void the_share_of_every_view() throws IOException {
    try (Session session = new Session(null, "");
        Server server = new Server(session, 0)) {
      Settings settings =
          settings("rows", 10_000, "network", "64, 64, 64, 64, 64", "epochs", 1_000_000);
      Visitor v = visit(address(server.url(), settings, "boundary"));
      v.reads("#about", "7,000 training");
      v.at("#speed").selectOption("0");
      v.at("#play").click();
      v.page().waitForTimeout(20_000); // what is hot is compiled
      for (Locator tab : v.tabs()) {
        tab.click();
        measure(v, session, tab.textContent());
      }
      v.page().evaluate(WEIGHTS);
      measure(v, session, "weights");
      v.page().evaluate("() => { window.trying = false; }");
      v.leave();
    }
  }

  private static void measure(Visitor v, Session session, String what) {
    v.page().waitForTimeout(1000);
    Spent before = Spent.now(session);
    v.page().waitForTimeout(1000.0 * Integer.getInteger("share"));
    Spent after = Spent.now(session);
    print(what, after.since(before), v.at("#status").textContent());
  }

  private static void print(String view, Map<Who, Long> spent, String status) {
    long server = spent.get(Who.TRAINING) + spent.get(Who.PAGE) + spent.get(Who.JVM);
    double share = 100.0 * (spent.get(Who.PAGE) + spent.get(Who.RECORDER)) / server;
    System.out.printf(
        Locale.ROOT,
        "share: %-12s %4.1f %% of the server's CPU time for the page"
            + " (page %d ms, recording %d ms of training %d ms, JVM %d ms) · %s%n",
        view,
        share,
        spent.get(Who.PAGE) / 1_000_000,
        spent.get(Who.RECORDER) / 1_000_000,
        spent.get(Who.TRAINING) / 1_000_000,
        spent.get(Who.JVM) / 1_000_000,
        status);
    assertThat(spent.get(Who.TRAINING)).isPositive();
    assertThat(share).as(view).isLessThanOrEqualTo(10);
  }

  /// Nanoseconds of CPU time of the process, and of its threads.
  private record Spent(long process, long recorder, Map<Long, Long> threads, Map<Long, Who> kinds) {
    static Spent now(Session session) {
      Map<Long, Long> threads = new HashMap<>();
      Map<Long, Who> kinds = new HashMap<>();
      for (long id : THREADS.getAllThreadIds()) {
        ThreadInfo info = THREADS.getThreadInfo(id);
        long time = THREADS.getThreadCpuTime(id);
        if (info != null && time >= 0) {
          threads.put(id, time);
          kinds.put(id, who(id, info.getThreadName()));
        }
      }
      var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Spent(
          system.getProcessCpuTime(), session.run().recorder().spent(), threads, kinds);
    }

    /// By who spent it; what no thread of Java did is the JVM's: compilers and collectors. What a
    /// thread that has ended did is counted there too.
    Map<Who, Long> since(Spent before) {
      Map<Who, Long> spent = new EnumMap<>(Who.class);
      for (Who one : Who.values()) {
        spent.put(one, 0L);
      }
      long rest = process - before.process;
      for (Map.Entry<Long, Long> e : threads.entrySet()) {
        long time = e.getValue() - before.threads.getOrDefault(e.getKey(), 0L);
        spent.merge(kinds.get(e.getKey()), time, Long::sum);
        rest -= time;
      }
      spent.merge(Who.JVM, rest, Long::sum);
      spent.put(Who.RECORDER, recorder - before.recorder);
      return spent;
    }
  }

  private static Who who(long id, String name) {
    if (name.equals("training") || name.startsWith("soma-")) {
      return Who.TRAINING;
    }
    if (OF_JVM.contains(name)) {
      return Who.JVM;
    }
    boolean driver =
        id == Thread.currentThread().threadId()
            || name.startsWith("surefire")
            || name.startsWith("Thread-") // those of Playwright
            || name.equals("process reaper");
    return driver ? Who.DRIVER : Who.PAGE;
  }
}
