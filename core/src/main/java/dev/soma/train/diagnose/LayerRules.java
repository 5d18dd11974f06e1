package dev.soma.train.diagnose;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// D1, D2, D4 and D10: what the units of the hidden layers do with the rows of the probe.
final class LayerRules {
  /// Share of the units of a layer that must be silent.
  private static final double UNITS = 1 / 6.0;

  /// Share of the rows on which a saturated unit may still be steep.
  private static final double ROWS = 0.1;

  private static final double VANISHED = 1e-4;

  private final Setup setup;
  private Set<String> before = new HashSet<>();

  LayerRules(Setup setup) {
    this.setup = setup;
  }

  /// What this reading shows; D1, D2 and D4 only if the reading before showed it too.
  List<Diagnostic> of(int epoch, Reading reading, Parameters parameters) {
    List<Diagnostic> seen = new ArrayList<>();
    for (Reading.Units units : reading.layers()) {
      silent(epoch, reading.rows(), units, seen);
    }
    vanished(epoch, reading, seen);
    Set<String> now = new HashSet<>();
    seen.forEach(d -> now.add(d.condition() + " " + d.layer()));
    Set<String> twice = before;
    seen.removeIf(d -> !twice.contains(d.condition() + " " + d.layer()));
    before = now;
    equal(epoch, parameters, seen);
    return seen;
  }

  private void silent(int epoch, int rows, Reading.Units units, List<Diagnostic> seen) {
    boolean relu = units.activation().equals(Activation.RELU.toString());
    int all = units.steep().length;
    int silent = units.silent(rows, relu ? 0 : ROWS);
    if (silent == 0 || silent < UNITS * all) {
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
                    + "gave 0 for all "
                    + rows
                    + " probe rows, twice running: no gradient reaches"
                    + " them"
                    + still(),
                evidence,
                setup.fast() ? setup.slower() : "--activation leaky_relu")
            : new Diagnostic(
                Condition.D2,
                epoch,
                units.l(),
                which
                    + "sit on their flat part, f'(z) < 0.02, for 9 in 10 of "
                    + rows
                    + " probe rows: they hardly learn",
                evidence,
                setup.ownStart()
                    ? "--init auto"
                    : setup.fast() ? setup.slower() : "--activation relu"));
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
    if (deltas.length < 2 || !(first < VANISHED * last)) {
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
            saturating()
                ? "--activation relu"
                : setup.ownStart() ? "--init auto" : "--hidden 64,64"));
  }

  private boolean saturating() {
    List<Layer> all = setup.spec().layers();
    return all.subList(0, all.size() - 1).stream()
        .anyMatch(
            l ->
                l instanceof Layer.Dense d
                    && (d.activation() instanceof Activation.Logistic
                        || d.activation() instanceof Activation.Tanh));
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
    Map<Integer, Integer> hashes = new LinkedHashMap<>();
    int zeros = 0;
    int distinct = 0;
    for (int i = 0; i < w.rows(); i++) {
      float[] row = Arrays.copyOfRange(values, at(w, i), at(w, i + 1));
      boolean zero = true;
      for (float x : row) {
        zero &= x == 0;
      }
      zeros += zero ? 1 : 0;
      int hash = 31 * Arrays.hashCode(row) + Float.floatToIntBits(values[b.offset() + i]);
      Integer first = hashes.putIfAbsent(hash, i);
      boolean same =
          first != null
              && Arrays.equals(
                  values, at(w, i), at(w, i + 1), values, at(w, first), at(w, first + 1));
      distinct += zero || !same ? 1 : 0;
    }
    return zeros == w.rows() ? 1 : distinct;
  }

  private static int at(Parameters.Group w, int row) {
    return w.offset() + row * w.cols();
  }
}
