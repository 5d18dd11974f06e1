package dev.soma.model;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Outcomes;
import dev.soma.eval.TargetOutcomes;
import dev.soma.math.Matrix;
import dev.soma.model.calibration.Calibration;
import dev.soma.model.calibration.Conformal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a model says of many rows, in arrays.
///
/// Decisions between classes are taken on z, never on a rounded probability: two classes by z >= 0,
/// more classes by the largest z (ties to the first); by the probability of class 1 only where the
/// model has a threshold other than 1/2. A row whose probabilities are not finite has no class.
public final class Predictions {
  private final TargetEncoder target;
  private final int rows;
  private final int width;
  private final float[] z;
  private final float[] a;
  private final boolean shares;
  private final boolean decisions;
  private final Calibration calibration;
  private final List<Flag> flags;

  /// @param shares whether the outputs of a row add up to 1 already
  /// @param decisions whether outputs are 0 or 1, of step units, and no probabilities
  Predictions(
      TargetEncoder target,
      int rows,
      float[] z,
      float[] a,
      boolean shares,
      boolean decisions,
      Calibration calibration,
      List<Flag> flags) {
    this.calibration = calibration;
    this.target = target;
    this.rows = rows;
    this.width = rows == 0 ? 0 : z.length / rows;
    this.z = z;
    this.a = a;
    this.shares = shares;
    this.decisions = decisions;
    this.flags = List.copyOf(flags);
  }

  /// The same outputs, decided by the threshold of a calibration; its temperature changes nothing.
  public Predictions decidedBy(Calibration other) {
    return new Predictions(target, rows, z, a, shares, decisions, other, flags);
  }

  /// The same with a flag for each target of which a row has no prediction.
  ///
  /// @param data the same rows
  Predictions flagged(Dataset data) {
    List<Flag> all = new ArrayList<>(flags);
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < target.names().size(); k++) {
        if (!predicts(r, k)) {
          String name = target.names().get(k);
          all.add(new Flag(Flag.Kind.NO_PREDICTION, r, data.line(r), name, ""));
        }
      }
    }
    return all.size() == flags.size()
        ? this
        : new Predictions(target, rows, z, a, shares, decisions, calibration, all);
  }

  /// Number of rows.
  public int rows() {
    return rows;
  }

  /// The target that is predicted.
  public TargetEncoder target() {
    return target;
  }

  /// a(n_l) of every row, row-major `[rows x outputs]`: one probability for two classes, one a
  /// class or label, or scaled numbers. Not copied.
  public float[] outputs() {
    return a;
  }

  /// z(n_l) of every row, row-major `[rows x outputs]`; means over the members of an ensemble. Not
  /// copied.
  public float[] scores() {
    return z;
  }

  /// What makes predictions less certain, by row.
  public List<Flag> flags() {
    return flags;
  }

  /// The number of the predicted class of a row; -1 where a probability is not finite, so that no
  /// class can be chosen.
  ///
  /// @throws IllegalStateException if the target is not one of classes
  public int predictedClass(int row) {
    Objects.checkIndex(row, rows);
    if (!(target instanceof TargetEncoder.Classes)) {
      throw new IllegalStateException("the target is not one of classes: " + target);
    }
    double p = calibration.threshold().p();
    int own = TargetOutcomes.decide(z, a, width, row);
    return own < 0 || p == 0.5 ? own : probability(row, 1) >= p ? 1 : 0;
  }

  /// Whether there is a prediction of class, label or number `k` of the target: what it is taken
  /// from is finite.
  ///
  /// @param k from 0, one of the names of the target
  public boolean predicts(int row, int k) {
    return switch (target) {
      case TargetEncoder.Classes _ -> predictedClass(row) >= 0;
      case TargetEncoder.Labels _ -> Double.isFinite(probability(row, k));
      case TargetEncoder.Numbers _ -> Double.isFinite(number(row, k));
    };
  }

  /// Probability of a class of [TargetEncoder.Classes], or of the second level of a label. Classes
  /// with an output each that is not softmax get their share of the sum of the outputs.
  public double probability(int row, int index) {
    Objects.checkIndex(row, rows);
    if (target instanceof TargetEncoder.Classes && width == 1) {
      double p = a[row];
      return index == 1 ? p : 1 - p;
    }
    double p = a[row * width + Objects.checkIndex(index, width)];
    return shares || !(target instanceof TargetEncoder.Classes) ? p : share(row, p);
  }

  /// Of outputs that do not add up to 1; equal shares if all are 0.
  private double share(int row, double p) {
    double sum = 0;
    for (int k = 0; k < width; k++) {
      sum += a[row * width + k];
    }
    return sum > 0 ? p / sum : 1.0 / width;
  }

  /// The predicted number of target `k` in its own units.
  ///
  /// @throws IllegalStateException if the target is not one of numbers
  public double number(int row, int k) {
    if (!(target instanceof TargetEncoder.Numbers n)) {
      throw new IllegalStateException("the target is not one of numbers: " + target);
    }
    return n.predicted(k, a[Objects.checkIndex(row, rows) * width + k]);
  }

  /// The lower end of the interval around the number of target `k`.
  ///
  /// @param level share of the rows whose truth is to be inside, in (0, 1)
  /// @return NaN if the model has no intervals of that level
  public double low(int row, int k, double level) {
    return number(row, k) - halfWidth(k, level);
  }

  /// The upper end of the interval.
  ///
  /// @param level as in [#low]
  /// @return NaN if the model has no intervals of that level
  public double high(int row, int k, double level) {
    return number(row, k) + halfWidth(k, level);
  }

  private double halfWidth(int k, double level) {
    Conformal intervals = calibration.intervals();
    return intervals == null ? Double.NaN : intervals.halfWidth(k, level);
  }

  /// Whether there are probabilities: not for numbers, nor for step units, which only decide.
  public boolean scored() {
    return !decisions && !(target instanceof TargetEncoder.Numbers);
  }

  /// These predictions beside the truth; classes without probabilities if step units decide.
  ///
  /// @param data the same rows, encoded with targets
  /// @throws IllegalArgumentException if there are other numbers of rows
  public Outcomes against(Dataset data) {
    if (data.rows() != rows) {
      throw new IllegalArgumentException(rows + " predictions, " + data.rows() + " true rows");
    }
    return against(data.targets(), data.weights());
  }

  /// These predictions beside the truth `[rows x targets]`.
  Outcomes against(Matrix truth, float @Nullable [] weights) {
    Outcomes outcomes =
        calibration.threshold().decided(TargetOutcomes.of(target, width, z, a, truth, weights));
    return decisions && outcomes instanceof Outcomes.Classes c
        ? Outcomes.decisions(c.classes(), c.predicted(), c.truth()).withWeights(c.weights())
        : outcomes;
  }

  /// One row with names.
  public Prediction row(int row) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Double> probabilities = new LinkedHashMap<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    switch (target) {
      case TargetEncoder.Classes c -> {
        values.put(c.name(), predicts(row, 0) ? c.levels().get(predictedClass(row)) : "");
        for (int k = 0; k < c.levels().size(); k++) {
          probabilities.put(c.levels().get(k), probability(row, k));
        }
      }
      case TargetEncoder.Labels l -> {
        for (int k = 0; k < l.names().size(); k++) {
          int level = Math.min(z[row * width + k] >= 0 ? 1 : 0, l.levels().get(k).size() - 1);
          values.put(l.names().get(k), predicts(row, k) ? l.levels().get(k).get(level) : "");
          probabilities.put(l.names().get(k), probability(row, k));
        }
      }
      case TargetEncoder.Numbers n -> {
        for (int k = 0; k < n.names().size(); k++) {
          numbers.put(n.names().get(k), number(row, k));
          values.put(n.names().get(k), Double.toString(number(row, k)));
        }
      }
    }
    List<Flag> own = new ArrayList<>();
    for (Flag flag : flags) {
      if (flag.row() == row) {
        own.add(flag);
      }
    }
    return new Prediction(values, probabilities, numbers, own);
  }
}
