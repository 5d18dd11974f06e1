package dev.soma.train.clock;

import java.util.ArrayList;
import java.util.List;

/// How long a training will still go on, by what its epochs have taken so far.
///
/// It looks at no clock: it is told times, and says words. Epochs still to come, of all networks,
/// take as long as the last ones ([Pace]), since the first ones wait for the compiler. How many
/// there will be is what is planned until a network has ended; then each network that is still to
/// come runs as many as those that have ended did on average. Networks that are trained side by
/// side ([Rounds]) take the time of one; of all but the first it is told when the first has ended.
/// Nothing is said of a run that is over in 10 seconds, nor in its first 7, nor by one epoch alone
/// within a minute.
public final class TimeLeft {
  /// Seconds of a run that nothing is said of.
  private static final double SHORT = 10;

  /// Seconds that say more of the compiler than of the run.
  private static final double FIRST = 7;

  /// Seconds in which the first epoch is mostly the compiler's.
  private static final double LONE = 60;

  /// Seconds for which an end stays, unless it comes nearer.
  private static final double CALM = 5;

  private final double most;
  private final List<Integer> ran = new ArrayList<>(); // epochs of the networks that have ended
  private int networks = 1;
  private int beside = 1; // how many are trained at once
  private double begun; // when those that are trained now began
  private double spent; // by those that have ended
  private boolean running;
  private int planned;
  private int epoch; // of the network that is trained
  private double seconds; // since it began
  private Pace pace = new Pace();
  private int epochs; // of all networks
  private double end; // that was told of; NaN if none
  private double when; // it was last put off

  /// Of a run that nobody has told anything of.
  ///
  /// @param most seconds that it may take, > 0; infinity = no limit
  public TimeLeft(double most) {
    this.most = most;
    begin();
  }

  /// One of several networks begins.
  ///
  /// @param member from 1; with the first a new run begins
  /// @param members of how many
  /// @param beside how many are trained at once
  public void network(int member, int members, int beside) {
    if (member == 1) {
      begin();
    }
    networks = members;
    this.beside = beside;
    if (starts(member - 1)) {
      begun = spent;
    }
  }

  private void begin() {
    ran.clear();
    networks = 1;
    beside = 1;
    begun = 0;
    spent = 0;
    running = false;
    epoch = 0;
    seconds = 0;
    pace = new Pace();
    epochs = 0;
    end = Double.NaN;
  }

  /// An epoch has ended, or with epoch 0 a network has begun; without a word before of several, it
  /// is the only one.
  ///
  /// @param number from 0, in order
  /// @param of how many are planned
  /// @param now seconds since this network began
  public void epoch(int number, int of, double now) {
    if (!running && ran.size() >= networks) {
      begin();
    }
    if (number > 0) {
      pace.done(begun + now, now - seconds);
      epochs++;
    }
    running = true;
    planned = of;
    epoch = number;
    seconds = now;
  }

  /// A network has ended.
  ///
  /// @param now seconds since it began
  /// @param cut whether the run ends with it, however many were planned
  public void stopped(double now, boolean cut) {
    spent = Math.max(spent, begun + now);
    begun = beside == 1 ? spent : begun;
    ran.add(epoch);
    if (cut) {
      networks = ran.size();
    }
    running = false;
    epoch = 0;
    seconds = 0;
  }

  /// `about 2 min left`, with `at most` behind it until a network has ended; empty if the run is
  /// short or has only begun, and when nothing is left.
  ///
  /// They count down to an end that is put off after 5 seconds at the earliest, and comes nearer at
  /// any time.
  public String words() {
    double now = Math.max(spent, begun + seconds);
    double left = epochs > 1 || now >= LONE ? Math.min(left(), most - now) : Double.NaN;
    if (words(now, left, false).isEmpty()) {
      end = Double.NaN;
      return "";
    }
    if (now + left < end) {
      end = now + left;
    } else if (Double.isNaN(end) || end <= now || now - when >= CALM) {
      end = now + left;
      when = now;
    }
    return words(now, end - now, ran.isEmpty());
  }

  private Rounds order() {
    return new Rounds(networks, Math.min(beside, networks));
  }

  /// Whether the network of this number, from 0, is the first of those that are trained at once
  /// with it.
  private boolean starts(int index) {
    int together = order().together();
    return index == 0 || (index >= together && (index - together) % beside == 0);
  }

  /// How many times as many as are trained now are still to begin.
  private double rounds() {
    int told = ran.size() + (running ? 1 : 0);
    int next = told;
    while (next < networks && !starts(next)) {
      next++;
    }
    int now = told <= order().together() ? order().together() : beside;
    return (networks - next) / (double) now;
  }

  private double left() {
    double each = ran.isEmpty() ? planned : average();
    if (running && ran.isEmpty() && order().isAlone(epoch, planned)) {
      return (networks * each - epoch) / beside * pace.seconds();
    }
    double now = Math.max(spent, begun + seconds);
    double own = running ? Math.max(0, begun + seconds + own() * pace.seconds() - now) : 0;
    double left = own + rounds() * each * pace.seconds();
    return left > 0 ? left : 0; // not of NaN
  }

  private double average() {
    return ran.stream().mapToInt(r -> r).average().orElse(planned);
  }

  /// Epochs of the network that is trained: on average it ends where one of the others did that
  /// went on for longer, or it runs the share of what it still may that they ran of all.
  private double own() {
    double may = planned - epoch;
    double share = average() / planned;
    return ran.stream().mapToDouble(r -> r > epoch ? r - epoch : may * share).average().orElse(may);
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
