package dev.soma.optim;

import static dev.soma.nn.check.Call.number;
import static dev.soma.nn.check.Call.require;

import dev.soma.error.SomaException;
import dev.soma.math.StrictCosine;
import dev.soma.nn.check.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// How the rate changes during a run: a factor on the optimizer's base rate.
///
/// A schedule is a pure function of [Progress], so a resumed run sees the same rates. Below t is
/// [Progress#fraction], e the number of completed epochs. Factors are computed in double with
/// [StrictMath] or its bits. Text form: `cosine`, `step(30, 0.1)`, `warmup(0.05) cosine`.
public sealed interface Schedule {
  /// Always 1.
  Schedule CONSTANT = new Constant();

  /// The factor on the base rate for the next step, >= 0.
  default double rate(Progress progress) {
    return ofStep(ofEpoch(progress), progress.step(), progress.plannedSteps());
  }

  /// What is the same for all steps of an epoch: the factor of schedules that go by epochs.
  ///
  /// @param progress at any step of the epoch
  default double ofEpoch(Progress progress) {
    return 1;
  }

  /// [#rate] of a step of that epoch, from numbers alone: nothing is allocated.
  ///
  /// @param ofEpoch what [#ofEpoch] said
  /// @param step steps already made
  /// @param planned steps of the run
  default double ofStep(double ofEpoch, long step, long planned) {
    return ofEpoch;
  }

  /// Always 1.
  record Constant() implements Schedule {
    @Override
    public String toString() {
      return "constant";
    }
  }

  /// factor^floor(e / every).
  ///
  /// @param every epochs between two changes, >= 1; default 30
  /// @param factor at each change, in (0, 1]; default 0.1
  record Step(int every, double factor) implements Schedule {
    /// Checks the ranges.
    public Step {
      require(every >= 1, "every must be >= 1 epoch", every);
      share("factor", factor);
    }

    @Override
    public double ofEpoch(Progress progress) {
      int changes = progress.epoch() / every;
      return StrictMath.pow(factor, changes);
    }

    @Override
    public String toString() {
      return "step(" + every + ", " + number(factor) + ")";
    }
  }

  /// factor^e.
  ///
  /// @param factor each epoch, in (0, 1]; default 0.95
  record Exponential(double factor) implements Schedule {
    /// Checks the range.
    public Exponential {
      share("factor", factor);
    }

    @Override
    public double ofEpoch(Progress progress) {
      return StrictMath.pow(factor, progress.epoch());
    }

    @Override
    public String toString() {
      return "exponential(" + number(factor) + ")";
    }
  }

  /// 1 / (1 + decay e).
  ///
  /// @param decay per epoch, > 0; default 0.1
  record Inverse(double decay) implements Schedule {
    /// Checks the range.
    public Inverse {
      require(decay > 0 && decay < Double.POSITIVE_INFINITY, "decay must be > 0", decay);
    }

    @Override
    public double ofEpoch(Progress progress) {
      return 1 / (1 + decay * progress.epoch());
    }

    @Override
    public String toString() {
      return "inverse(" + number(decay) + ")";
    }
  }

  /// floor + (1 - floor) (1 + cos(pi t)) / 2. Source: Loshchilov and Hutter, SGDR, 2017, one cycle.
  ///
  /// @param floor where it ends, in [0, 1); default 0
  record Cosine(double floor) implements Schedule {
    /// Checks the range.
    public Cosine {
      require(floor >= 0 && floor < 1, "floor must be in [0, 1)", floor);
    }

    @Override
    public double ofStep(double ofEpoch, long step, long planned) {
      return floor + (1 - floor) * falling(Progress.fraction(step, planned));
    }

    @Override
    public String toString() {
      return floor == 0 ? "cosine" : "cosine(" + number(floor) + ")";
    }
  }

  /// (step + 1) / n for the first n steps, then another schedule, for which the run begins at step
  /// n (its epochs are those of the whole run).
  ///
  /// @param length n as a share of the planned steps if < 1, rounded up; as a number of steps if >=
  ///   1; default 0.05
  /// @param then what follows
  record WarmUp(double length, Schedule then) implements Schedule {
    /// Checks the range.
    public WarmUp {
      require(
          length > 0 && (length < 1 || length == Math.rint(length)) && length < 1e15,
          "length must be a share in (0, 1) or a whole number of steps",
          length);
      if (then instanceof WarmUp) {
        throw new IllegalArgumentException("a warm-up cannot follow a warm-up");
      }
    }

    @Override
    public double ofEpoch(Progress progress) {
      return then.ofEpoch(progress);
    }

    @Override
    public double ofStep(double ofEpoch, long step, long planned) {
      long n = length < 1 ? (long) Math.ceil(length * planned) : (long) length;
      return step < n ? (step + 1.0) / n : then.ofStep(ofEpoch, step - n, Math.max(1, planned - n));
    }

    @Override
    public String toString() {
      return "warmup(" + number(length) + ") " + then;
    }
  }

  /// Up from 1/start to 1 during the share `rise` of the run, then down to 1/(start end), both
  /// along half a cosine. The base rate is the highest. Source: Smith and Topin, 2018.
  ///
  /// @param rise share of the run, in (0, 1); default 0.3
  /// @param start by how much the first rate is smaller, >= 1; default 25
  /// @param end by how much the last rate is smaller than the first, >= 1; default 10,000
  record OneCycle(double rise, double start, double end) implements Schedule {
    /// Checks the ranges.
    public OneCycle {
      require(rise > 0 && rise < 1, "rise must be in (0, 1)", rise);
      require(start >= 1 && start < Double.POSITIVE_INFINITY, "start must be >= 1", start);
      require(end >= 1 && end < Double.POSITIVE_INFINITY, "end must be >= 1", end);
    }

    @Override
    public double ofStep(double ofEpoch, long step, long planned) {
      double t = Progress.fraction(step, planned);
      if (t < rise) {
        return 1 + (1 / start - 1) * falling(t / rise);
      }
      double last = 1 / start / end;
      return last + (1 - last) * falling((t - rise) / (1 - rise));
    }

    @Override
    public String toString() {
      return "one_cycle(" + number(rise) + ", " + number(start) + ", " + number(end) + ")";
    }
  }

  /// (1 - cos(2 pi log2(1 + (2^cycles - 1) t))) / 2: waves from 0 up to 1 and back to 0, each about
  /// twice as long as the one before; the first step has rate 0. Source: Holzmueller et al.,
  /// RealMLP, 2024 (four cycles, ending at t = 1/15, 3/15, 7/15, 1).
  ///
  /// @param cycles how many waves, 1 to 30; default 4
  record CosLog(int cycles) implements Schedule {
    /// Checks the range.
    public CosLog {
      require(cycles >= 1 && cycles <= 30, "cycles must be from 1 to 30", cycles);
    }

    @Override
    public double ofStep(double ofEpoch, long step, long planned) {
      double span = (1L << cycles) - 1;
      double t = Progress.fraction(step, planned);
      double waves = StrictMath.log(1 + span * t) / StrictMath.log(2);
      return 0.5 * (1 - StrictCosine.of(2 * Math.PI * waves));
    }

    @Override
    public String toString() {
      return cycles == 4 ? "coslog" : "coslog(" + cycles + ")";
    }
  }

  /// 1 for t < 1/2, then (1 + cos(pi (2 t - 1))) / 2. Source: Holzmueller et al., RealMLP, 2024.
  record FlatCosine() implements Schedule {
    @Override
    public double ofStep(double ofEpoch, long step, long planned) {
      double t = Progress.fraction(step, planned);
      return t < 0.5 ? 1 : falling(2 * t - 1);
    }

    @Override
    public String toString() {
      return "flat_cosine";
    }
  }

  /// factor^k, where k counts how often the validation value had not become better for more than
  /// `patience` epochs running; better means by more than 0.01 %. Without validation k = 0.
  ///
  /// @param factor at each reduction, in (0, 1]; default 0.1
  /// @param patience epochs without a better value that are borne, >= 0; default 10
  record ReduceOnPlateau(double factor, int patience) implements Schedule {
    /// Checks the ranges.
    public ReduceOnPlateau {
      share("factor", factor);
      require(patience >= 0, "patience must be >= 0", patience);
    }

    /// k for these values.
    public int reductions(Progress.History values) {
      double best = Double.POSITIVE_INFINITY;
      int bad = 0;
      int reductions = 0;
      for (int i = 0; i < values.size(); i++) {
        double v = values.get(i);
        boolean better =
            best == Double.POSITIVE_INFINITY ? v < best : v < best - 1e-4 * Math.abs(best);
        if (better) {
          best = v;
        }
        bad = better ? 0 : bad + 1;
        if (bad > patience) {
          reductions++;
          bad = 0;
        }
      }
      return reductions;
    }

    @Override
    public double ofEpoch(Progress progress) {
      return StrictMath.pow(factor, reductions(progress.validation()));
    }

    @Override
    public String toString() {
      return "plateau(" + number(factor) + ", " + patience + ")";
    }
  }

  /// The names that [#parse] knows.
  static List<String> names() {
    return List.copyOf(known().keySet());
  }

  /// Reads the text form; inverse of `toString`. What follows a warm-up stands behind it or inside
  /// its brackets: `warmup(0.05) cosine`, `warmup(0.05, step(30, 0.1))`.
  ///
  /// @throws SomaException.Usage E231 for an unknown name (with the nearest one) or parameter, or a
  ///   value out of its range
  static Schedule parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    if (!t.startsWith("warmup")) {
      return form(Schedule::of).read(t);
    }
    String head = t;
    Schedule then = CONSTANT;
    int comma = t.indexOf(',');
    int close = t.indexOf(')');
    if (comma > 0 && comma < close && t.endsWith(")")) {
      then = parse(t.substring(comma + 1, t.length() - 1));
      head = t.substring(0, comma) + ")";
    } else if (close > 0 && close < t.length() - 1) {
      then = parse(t.substring(close + 1));
      head = t.substring(0, close + 1);
    } else if (close < 0 && t.startsWith("warmup ")) {
      then = parse(t.substring("warmup ".length()));
      head = "warmup";
    }
    Schedule after = then;
    return form(c -> new WarmUp(c.get("length", 0.05), after)).read(head);
  }

  private static Call.Form<Schedule> form(Function<Call, Schedule> make) {
    return new Call.Form<>("E231", "schedule", known(), make);
  }

  private static Map<String, List<String>> known() {
    Map<String, List<String>> known = new LinkedHashMap<>();
    known.put("constant", List.of());
    known.put("step", List.of("every", "factor"));
    known.put("exponential", List.of("factor"));
    known.put("inverse", List.of("decay"));
    known.put("cosine", List.of("floor"));
    known.put("warmup", List.of("length"));
    known.put("one_cycle", List.of("rise", "start", "end"));
    known.put("coslog", List.of("cycles"));
    known.put("flat_cosine", List.of());
    known.put("plateau", List.of("factor", "patience"));
    return known;
  }

  private static Schedule of(Call c) {
    return switch (c.name()) {
      case "constant" -> CONSTANT;
      case "step" -> new Step(c.whole("every", 30), c.get("factor", 0.1));
      case "exponential" -> new Exponential(c.get("factor", 0.95));
      case "inverse" -> new Inverse(c.get("decay", 0.1));
      case "cosine" -> new Cosine(c.get("floor", 0));
      case "warmup" -> new WarmUp(c.get("length", 0.05), CONSTANT);
      case "one_cycle" ->
          new OneCycle(c.get("rise", 0.3), c.get("start", 25), c.get("end", 10_000));
      case "coslog" -> new CosLog(c.whole("cycles", 4));
      case "flat_cosine" -> new FlatCosine();
      default -> new ReduceOnPlateau(c.get("factor", 0.1), c.whole("patience", 10));
    };
  }

  /// Half a cosine from 1 at t = 0 to 0 at t = 1.
  private static double falling(double t) {
    return 0.5 * (1 + StrictCosine.of(Math.PI * t));
  }

  private static void share(String what, double x) {
    require(x > 0 && x <= 1, what + " must be in (0, 1]", x);
  }
}
