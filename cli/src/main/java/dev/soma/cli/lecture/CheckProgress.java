package dev.soma.cli.lecture;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.trace.GradientCheck;
import dev.soma.train.clock.FewLines;
import dev.soma.train.clock.Pace;
import dev.soma.train.clock.TimeLeft;
import java.util.List;
import java.util.function.DoubleSupplier;

/// How far a gradient check has come and how long it still takes, if that is longer than a moment:
/// on a terminal a line that is drawn anew, elsewhere few plain lines. Beside the result, on `err`.
final class CheckProgress implements GradientCheck.Listener, AutoCloseable {
  static final String NOTHING = "no parameter was compared";

  private static final double MOMENT = 2;
  private static final double LIVE_SECONDS = 0.1;
  private static final long TICK_MILLIS = 500;

  private final Screen screen;
  private final DoubleSupplier seconds;
  private final boolean live;
  private final FewLines few = new FewLines();
  private final Pace pace = new Pace();
  private double last; // was compared
  private double next = MOMENT; // of the line drawn anew
  private boolean drawn;
  private boolean closed;
  private int done;
  private int all;

  /// @param seconds since the check began
  CheckProgress(Screen screen, DoubleSupplier seconds) {
    this.screen = screen;
    this.seconds = seconds;
    live = screen.look().terminal();
    few.anew();
  }

  /// By the clock, also while one parameter takes long.
  static CheckProgress on(Screen screen) {
    long begun = System.nanoTime();
    CheckProgress progress = new CheckProgress(screen, () -> (System.nanoTime() - begun) / 1e9);
    Thread.ofVirtual().name("soma-progress").start(progress::watch);
    return progress;
  }

  private void watch() {
    try {
      while (tell()) {
        Thread.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void compared(int now, int of) {
    done = now;
    all = of;
    double time = seconds.getAsDouble();
    if (done > 0) {
      pace.done(time, time - last);
    }
    last = time;
    tell();
  }

  /// Tells if it is time to, after each parameter and now and then between them.
  ///
  /// @return whether there will be more
  synchronized boolean tell() {
    if (closed || screen.quiet()) {
      return false;
    }
    double time = seconds.getAsDouble();
    if (!live) {
      if (few.isDue(time)) {
        few.told(time);
        screen.say(line(time));
      }
    } else if (time >= next) {
      next = time + LIVE_SECONDS;
      drawn = true;
      screen.err().print("\r" + Text.cut(line(time), screen.look().width() - 1) + "\u001b[K");
      screen.err().flush();
    }
    return true;
  }

  private String line(double time) {
    double each = pace.seconds();
    double after = each * (all - done) - Math.min(each, time - last);
    String left = TimeLeft.words(time, after, false);
    return "  " + compared() + (left.isEmpty() ? "" : "  " + left);
  }

  private String compared() {
    return Text.count(done) + " of " + Text.count(all, "parameter") + " compared";
  }

  /// Somebody asked to stop.
  synchronized void interrupted() {
    close();
    stopped(screen, done == 0 ? NOTHING : compared());
  }

  static void stopped(Screen screen, String compared) {
    screen.block("STOP", "interrupted; " + compared, List.of());
  }

  /// Takes the live line away; no other comes.
  @Override
  public synchronized void close() {
    closed = true;
    if (drawn) {
      drawn = false;
      screen.err().print("\r\u001b[K");
      screen.err().flush();
    }
  }
}
