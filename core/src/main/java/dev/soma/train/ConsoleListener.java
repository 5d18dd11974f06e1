package dev.soma.train;

import dev.soma.train.clock.FewLines;
import dev.soma.train.clock.TimeLeft;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The progress of a run as text: one line drawn anew, or few plain lines.
final class ConsoleListener implements TrainingListener {
  private static final double LIVE_SECONDS = 0.1;
  private static final int BAR = 12;
  private static final TrainingEvent.Epoch NONE =
      new TrainingEvent.Epoch(
          0,
          0,
          0,
          Double.NaN,
          Double.NaN,
          "",
          Double.NaN,
          false,
          0,
          -1,
          Double.NaN,
          0,
          Double.NaN,
          Double.NaN);

  private final PrintStream out;
  private final boolean live;
  private final int width;
  private final boolean ascii;
  private final TimeLeft left;
  private final Set<String> told = new HashSet<>();
  private final FewLines few = new FewLines();
  private int printed;
  private boolean validated;
  private double next; // of the line drawn anew
  private String who = ""; // which of several networks
  private TrainingEvent.Epoch last;

  private ConsoleListener(
      PrintStream out, boolean live, int width, boolean ascii, double mostSeconds) {
    this.out = out;
    this.live = live;
    this.width = width;
    this.ascii = ascii;
    this.left = new TimeLeft(mostSeconds);
    this.last = NONE;
  }

  static ConsoleListener plain(PrintStream out, double mostSeconds) {
    return new ConsoleListener(out, false, Integer.MAX_VALUE, true, mostSeconds);
  }

  static ConsoleListener live(PrintStream out, int width, boolean ascii, double mostSeconds) {
    return new ConsoleListener(out, true, width, ascii, mostSeconds);
  }

  static PrintStream standardError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Epoch e -> epoch(e);
      case TrainingEvent.Stopped s -> stopped(s);
      case TrainingEvent.MemberStarted m -> member(m);
      case TrainingEvent.Diagnosed d -> diagnosed(d);
      case TrainingEvent.Started s -> validated = s.validationRows() > 0;
      case TrainingEvent.BatchDone _ -> {}
    }
  }

  /// The first time of a condition and layer, in whichever network.
  private void diagnosed(TrainingEvent.Diagnosed d) {
    if (d.times() == 1 && told.add(d.diagnostic().condition() + " " + d.diagnostic().layer())) {
      out.println((live ? "\r\u001b[K" : "") + "  ! " + who + d.diagnostic().text());
    }
  }

  /// The clock and the epochs begin anew; how many lines there may be does not.
  private void member(TrainingEvent.MemberStarted m) {
    left.network(m.member(), m.members(), m.beside());
    String fold = m.folds() == 1 ? "" : "fold " + m.fold() + "/" + m.folds() + " ";
    boolean several = m.members() > m.folds();
    who = fold + (several ? "member " + m.member() + "/" + m.members() + " " : "") + " ";
    last = NONE;
    next = 0;
    few.anew(); // of a short training only the last epoch is told
    printed = 0;
  }

  private void epoch(TrainingEvent.Epoch e) {
    last = e;
    left.epoch(e.epoch(), e.epochs(), e.seconds());
    if (e.epoch() == 0) {
      return;
    }
    if (!live) {
      if (few.isDue(e.seconds())) {
        print(e);
      }
    } else if (e.seconds() >= next) {
      next = e.seconds() + LIVE_SECONDS;
      out.print("\r" + cut(liveLine(e)) + "\u001b[K");
      out.flush();
    }
  }

  private void stopped(TrainingEvent.Stopped s) {
    boolean cut =
        switch (s.reason()) {
          case MAX_TIME, INTERRUPTED, DIVERGED -> true;
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> false;
        };
    left.stopped(s.seconds(), cut);
    if (live) {
      out.print("\r\u001b[K");
      out.flush();
    } else if (last.epoch() > 0 && last.epoch() != printed && few.count() <= FewLines.MOST) {
      print(last);
    }
  }

  private void print(TrainingEvent.Epoch e) {
    few.told(e.seconds());
    printed = e.epoch();
    out.println(plainLine(e));
  }

  private String cut(String line) {
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
  }

  private String plainLine(TrainingEvent.Epoch e) {
    return String.format(
        Locale.ROOT,
        "  %sepoch %s  J %s%s%s  %s  elapsed %s%s",
        who,
        counter(e),
        figure(e.j()),
        mistakes(e),
        validation(e),
        e.best() ? "best" : "best@" + e.bestEpoch(),
        clock(e.seconds()),
        left());
  }

  /// Of the whole run, with the blanks that part it from what is before it.
  private String left() {
    String words = left.words();
    return words.isEmpty() ? "" : "  " + words;
  }

  private String liveLine(TrainingEvent.Epoch e) {
    double share = (double) e.epoch() / e.epochs();
    int full = (int) (share * BAR);
    String bar =
        ascii
            ? "#".repeat(full) + ".".repeat(BAR - full)
            : "█".repeat(full) + "·".repeat(BAR - full);
    return String.format(
        Locale.ROOT,
        "  %s%s %s%s  J %s%s%s  %s rows/s  best@%d",
        who,
        counter(e),
        bar,
        left(),
        figure(e.j()),
        mistakes(e),
        validation(e),
        count(e.rowsPerSecond()),
        e.bestEpoch());
  }

  private static String counter(TrainingEvent.Epoch e) {
    String epochs = Integer.toString(e.epochs());
    return String.format(Locale.ROOT, "%" + epochs.length() + "d/%s", e.epoch(), epochs);
  }

  private static String mistakes(TrainingEvent.Epoch e) {
    return e.mistakes() < 0 ? "" : "  mistakes " + e.mistakes();
  }

  private String validation(TrainingEvent.Epoch e) {
    if (!validated && Double.isNaN(e.metricValue())) {
      return "";
    }
    return "  val "
        + figure(e.validationLoss())
        + "  "
        + e.metric()
        + " "
        + figure(e.metricValue());
  }

  /// Four significant digits in a field of fixed width.
  static String figure(double x) {
    if (!Double.isFinite(x)) {
      return "not finite";
    }
    double size = Math.abs(x);
    String format =
        size != 0 && (size < 1e-3 || size >= 1e5) ? "%.3e" : size < 10 ? "%.4f" : "%.2f";
    return String.format(Locale.ROOT, "%9s", String.format(Locale.ROOT, format, x)).strip();
  }

  private static String count(double perSecond) {
    if (!(perSecond >= 0 && perSecond < Double.POSITIVE_INFINITY)) {
      return "?";
    }
    return perSecond >= 1e6
        ? String.format(Locale.ROOT, "%.1fM", perSecond / 1e6)
        : perSecond >= 1e4
            ? String.format(Locale.ROOT, "%.0fk", perSecond / 1e3)
            : String.format(Locale.ROOT, "%.0f", perSecond);
  }

  private static String clock(double seconds) {
    long tenths = (long) (seconds * 10);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%d",
        tenths / 36000,
        tenths / 600 % 60,
        tenths / 10 % 60,
        tenths % 10);
  }
}
