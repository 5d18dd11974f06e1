package dev.soma.train.diagnose;

import dev.soma.nn.Activation;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// D1, D2, D4 and D10: what the units of the hidden layers do with the rows of the probe.
final class LayerRules {
  /// Share of the units of a layer that must be dead: wide layers of healthy runs have a fifth.
  private static final double DEAD = 1 / 3.0;

  /// Share of the units of a layer that must be saturated.
  private static final double SATURATED = 1 / 6.0;

  private static final double VANISHED = 1e-4;

  /// Weights of a row that are hashed.
  private static final int HASHED = 8;

  private final Setup setup;

  /// The layers of what the reading before showed, and of what this one has shown so far.
  private Map<Condition, Set<Integer>> before = new EnumMap<>(Condition.class);

  private Map<Condition, Set<Integer>> now = new EnumMap<>(Condition.class);
  private boolean unsure;

  LayerRules(Setup setup) {
    this.setup = setup;
  }

  /// What this reading shows; D1, D2 and D4 only if the reading before showed it too.
  List<Diagnostic> of(int epoch, Reading reading, Parameters parameters) {
    List<Diagnostic> seen = new ArrayList<>();
    now = new EnumMap<>(Condition.class);
    unsure = false;
    for (UnitSlopes units : reading.layers()) {
      silent(epoch, reading.rows(), units, seen);
    }
    vanished(epoch, reading, seen);
    before = now;
    equal(epoch, parameters, seen);
    return seen;
  }

  /// Whether the last reading showed something that the one before did not: it is not told yet.
  boolean unsure() {
    return unsure;
  }

  /// Whether the last reading showed units or layers that hardly any gradient reaches, if only
  /// once.
  boolean silent() {
    return !before.isEmpty();
  }

  /// Notes that this reading shows a condition; whether the reading before did, too.
  private boolean again(Condition condition, int layer) {
    now.computeIfAbsent(condition, _ -> new HashSet<>()).add(layer);
    boolean again = before.getOrDefault(condition, Set.of()).contains(layer);
    unsure |= !again;
    return again;
  }

  private void silent(int epoch, int rows, UnitSlopes units, List<Diagnostic> seen) {
    boolean relu = units.activation() instanceof Activation.Relu;
    int all = units.units();
    int silent = units.silent();
    boolean many = silent > 0 && silent >= (relu ? DEAD : SATURATED) * all;
    if (!many || !again(relu ? Condition.D1 : Condition.D2, units.l())) {
      return;
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("units", (double) silent);
    evidence.put("units of the layer", (double) all);
    evidence.put("rows", (double) rows);
    String which = silent + " of " + all + " " + units.activation() + " units ";
    seen.add(
        relu
            ? new Diagnostic(
                Condition.D1,
                epoch,
                units.l(),
                which
                    + (units.parametric() ? "are flat, alpha near 1 and z <= 0, on" : "gave 0 for")
                    + " all "
                    + rows
                    + " probe rows, twice running: no gradient reaches them"
                    + still(),
                evidence,
                setup.fast() ? setup.calmer() : startOr("--activation leaky_relu"))
            : new Diagnostic(
                Condition.D2,
                epoch,
                units.l(),
                which
                    + "sit on their flat part, slope < 0.02, for more than 9 in 10 of "
                    + rows
                    + " probe rows: they hardly learn",
                evidence,
                startOr(setup.fast() ? setup.calmer() : "--activation relu")));
  }

  private String still() {
    return setup.optimizer().toString().startsWith("adamw") || setup.regularization().l2() > 0
        ? ", only decay moves their weights"
        : "";
  }

  private void vanished(int epoch, Reading reading, List<Diagnostic> seen) {
    double[] deltas = reading.deltas();
    double first = deltas[0];
    double last = deltas[deltas.length - 1];
    if (deltas.length < 2 || !(first < VANISHED * last) || !again(Condition.D4, 1)) {
      return;
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    for (int i = 0; i < deltas.length; i++) {
      evidence.put("mean |delta(" + (i + 2) + ")|", deltas[i]);
    }
    seen.add(
        new Diagnostic(
            Condition.D4,
            epoch,
            1,
            String.format(
                Locale.ROOT,
                "mean |delta(2)| is %.1e of that of the output layer: the first layers hardly move",
                first / last),
            evidence,
            startOr(deeper(first))));
  }

  /// The usual start where there is another, else this.
  private String startOr(String remedy) {
    String start = setup.usualStart();
    return start.isEmpty() ? remedy : start;
  }

  /// What lets deltas reach the first layer: a lower rate where it has driven the units onto their
  /// flat part, else units that keep the size of what passes them, or where all of it is 0, units
  /// that let some of it pass.
  private String deeper(double first) {
    return setup.fast() && now.containsKey(Condition.D2)
        ? setup.calmer()
        : setup.isFlat()
            ? setup.passing()
            : setup.fast()
                ? setup.calmer()
                : first == 0
                    ? "--activation leaky_relu"
                    : setup.ownStart() ? "--init auto" : "--hidden 64,64";
  }

  private void equal(int epoch, Parameters parameters, List<Diagnostic> seen) {
    for (Parameters.Group w : parameters.groups()) {
      boolean output = w.layer() == setup.spec().layers().size() - 1;
      if (w.role() != Role.WEIGHT || output || w.rows() < 2) {
        continue;
      }
      int equal = w.rows() - distinct(parameters, w);
      if (equal > 0) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("units", equal + 1.0);
        evidence.put("units of the layer", (double) w.rows());
        seen.add(
            new Diagnostic(
                Condition.D10,
                epoch,
                w.l(),
                "weights and biases of "
                    + (equal + 1)
                    + " of "
                    + w.rows()
                    + " units are equal: they compute the same, and will for ever",
                evidence,
                "--init auto"));
      }
    }
  }

  /// Rows of W(l) and b(l) that differ; a row of zeros is like no other unless all of W(l) is 0,
  /// since a penalty may have made it.
  private static int distinct(Parameters p, Parameters.Group w) {
    Parameters.Group b = p.group("b" + w.l());
    float[] values = p.values();
    Map<Integer, Integer> firsts = new HashMap<>();
    int zeros = 0;
    int distinct = 0;
    for (int i = 0; i < w.rows(); i++) {
      int hash = 31 * some(values, w, i) + Float.floatToIntBits(values[b.offset() + i]);
      Integer first = firsts.putIfAbsent(hash, i);
      boolean zero = isZero(values, at(w, i), at(w, i + 1));
      zeros += zero ? 1 : 0;
      boolean same =
          first != null
              && Arrays.equals(
                  values, at(w, i), at(w, i + 1), values, at(w, first), at(w, first + 1));
      distinct += zero || !same ? 1 : 0;
    }
    return zeros == w.rows() ? 1 : distinct;
  }

  /// A hash of a few weights of a row: rows that are equal have it in common, and hardly others.
  private static int some(float[] values, Parameters.Group w, int row) {
    int hash = 0;
    for (int c = 0; c < w.cols(); c += Math.max(1, w.cols() / HASHED)) {
      hash = 31 * hash + Float.floatToIntBits(values[at(w, row) + c]);
    }
    return hash;
  }

  private static boolean isZero(float[] values, int from, int to) {
    int at = from;
    while (at < to && values[at] == 0) {
      at++;
    }
    return at == to;
  }

  private static int at(Parameters.Group w, int row) {
    return w.offset() + row * w.cols();
  }
}
