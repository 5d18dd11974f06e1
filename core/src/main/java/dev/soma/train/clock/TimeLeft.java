package dev.soma.train.clock;

/// How long a training will still go on, by what its epochs and networks have taken so far.
///
/// It looks at no clock: it is told times, and says words. The epochs of the network that is
/// trained are taken to go on as the later half of them went, since the first ones wait for the
/// compiler. Each network that is still to come takes what those that have ended took on average;
/// if those ended early, the one that is trained is expected to do so too. Nothing is said of a run
/// that is over in 10 seconds, nor in its first 5.
public final class TimeLeft {
  /// Seconds of a run that nothing is said of.
  private static final double SHORT = 10;

  /// Seconds that say more of the compiler than of the run.
  private static final double FIRST = 5;

  /// Seconds for which words stay as they are.
  private static final double CALM = 5;

  /// When an epoch ended.
  private record Mark(int epoch, double seconds) {}

  private static final Mark BEGIN = new Mark(0, 0);

  private final double most;
  private int networks = 1;
  private int ended;
  private double spent; // by those that have ended
  private double shares; // of the planned epochs that they ran
  private boolean running;
  private int planned;
  private Mark last = BEGIN;
  private Mark newer = BEGIN; // half of the epochs so far at least, so that
  private Mark older = BEGIN; // from here to the last one it is half of them or more
  private String said = "";
  private double when; // it was said

  /// Of a run that nobody has told anything of.
  ///
  /// @param most seconds that it may take, > 0; infinity = no limit
  public TimeLeft(double most) {
    this.most = most;
  }

  /// One of several networks begins.
  ///
  /// @param member from 1; with the first a new run begins
  /// @param members of how many
  public void network(int member, int members) {
    if (member == 1) {
      begin();
    }
    networks = members;
  }

  private void begin() {
    networks = 1;
    ended = 0;
    spent = 0;
    shares = 0;
    said = "";
  }

  /// An epoch has ended, or with epoch 0 a network has begun; without a word before of several, it
  /// is the only one.
  ///
  /// @param epoch from 0, in order
  /// @param epochs how many are planned
  /// @param seconds since this network began
  public void epoch(int epoch, int epochs, double seconds) {
    if (!running && ended >= networks) {
      begin();
    }
    running = true;
    planned = epochs;
    last = new Mark(epoch, seconds);
    if (epoch == 0) {
      newer = last;
      older = last;
    } else if (epoch >= 2 * newer.epoch) {
      older = newer;
      newer = last;
    }
  }

  /// A network has ended.
  ///
  /// @param seconds since it began
  /// @param cut whether the run ends with it, however many were planned
  public void stopped(double seconds, boolean cut) {
    spent += seconds;
    shares += planned == 0 ? 1 : (double) last.epoch / planned;
    ended = cut ? networks : ended + 1;
    running = false;
    last = BEGIN;
    newer = BEGIN;
    older = BEGIN;
  }

  /// `about 2 min left`, with `at most` behind it until a network has ended; empty if the run is
  /// short or has only begun, and when nothing is left.
  public String words() {
    double now = spent + last.seconds;
    String words = words(now, Math.min(left(), most - now), ended == 0);
    if (words.isEmpty() || said.isEmpty() || now - when >= CALM) {
      said = words;
      when = now;
    }
    return said;
  }

  /// The same of work that is not of networks: empty if it is short or has only begun.
  ///
  /// @param now seconds so far
  /// @param left seconds that are left; NaN if that is not known
  /// @param bound whether it may take less
  public static String words(double now, double left, boolean bound) {
    return left > 0 && now >= FIRST && now + left >= SHORT // false for NaN
        ? about(left) + " left" + (bound && left >= SHORT ? " at most" : "")
        : "";
  }

  private double left() {
    int others = networks - ended;
    if (ended == 0) {
      double own = pace() * (planned - last.epoch);
      return own + (others - 1) * pace() * planned;
    }
    double average = spent / ended;
    if (!running) {
      return others * average;
    }
    double own = last.epoch == 0 ? average : pace() * (planned - last.epoch) * shares / ended;
    return own + (others - 1) * average;
  }

  /// Seconds an epoch; NaN before there is one.
  private double pace() {
    return (last.seconds - older.seconds) / (last.epoch - older.epoch);
  }

  /// `some seconds` below 10, then `about 40 s`, `about 3 min`, `about 2.5 h`: the nearest of the
  /// tens of seconds, minutes, half hours.
  ///
  /// @param seconds >= 0
  public static String about(double seconds) {
    if (seconds < 10) {
      return "some seconds";
    }
    if (seconds < 95) {
      return "about " + 10 * Math.round(seconds / 10) + " s";
    }
    if (seconds < 95 * 60) {
      return "about " + Math.round(seconds / 60) + " min";
    }
    long halves = Math.round(seconds / 1800);
    return "about " + halves / 2 + (halves % 2 == 0 ? "" : ".5") + " h";
  }
}
