package dev.soma.train.diagnose;

import dev.soma.nn.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// D7 and D8: what the validation rows say of the epochs.
final class EpochRules {
  /// Epochs, or steps of fewer epochs, after which a run should have learned something.
  private static final int PATIENCE = 10;

  private static final int STEPS = 1_000;

  /// How much worse than its best the validation loss must be where the run reacts to it.
  private static final double WORSE = 1.5;

  /// The same where J has fallen to a third, which healthy runs do not come near to.
  private static final double WORSE_BY_HEART = 1.1;

  private static final double BY_HEART = 1 / 3.0;

  /// The same where all epochs are run by plan and the best is kept: of probabilities, whose loss
  /// knows no bound, and of numbers.
  private static final double FAR_WORSE = 5;

  private static final double WORSE_NUMBERS = 1.5;

  /// The least that is worth a word, as a share of what the constant costs.
  private static final double LITTLE = 0.05;

  /// Epochs in a row that must be so much worse: one alone may be a slip.
  private static final int RUNNING = 5;

  private static final double NO_BETTER = 0.999;
  private static final double HARDLY = 0.98;

  /// Epochs that are looked back, and the share that the best loss must have fallen by since, where
  /// a run that is no better than the constant yet is on its way.
  private static final int BACK = 5;

  private static final double FALLING = 0.02;

  private final Setup setup;
  private final int steps;
  private final DoubleSupplier constants;
  private double constant = Double.NaN;
  private boolean asked;
  private boolean judged;
  private int last;
  private double best = Double.POSITIVE_INFINITY;
  private double bestJ = Double.NaN;
  private int bestEpoch;

  /// The best loss at the end of each of the last epochs, that of epoch e at e mod [#BACK].
  private final double[] bests = new double[BACK];

  private int above;

  /// @param steps of an epoch
  /// @param constants mean loss of the validation rows if the same were said of each; NaN if
  ///   unknown; asked once, when it is needed
  EpochRules(Setup setup, int steps, DoubleSupplier constants) {
    this.setup = setup;
    this.steps = steps;
    this.constants = constants;
  }

  /// What an epoch shows.
  ///
  /// @param j mean of J over its batches
  /// @param loss mean loss of the validation rows; NaN without any, or where it is no number
  /// @param outputs a(nl) of the validation rows, row by row
  List<Diagnostic> of(int epoch, double j, double loss, float[] outputs) {
    List<Diagnostic> seen = new ArrayList<>();
    if (Double.isNaN(loss) && outputs.length == 0) {
      return seen;
    }
    if (loss < best) {
      best = loss;
      bestJ = j;
      bestEpoch = epoch;
    }
    double earlier = bests[epoch % BACK];
    bests[epoch % BACK] = best;
    above = loss > worse(j) * best && j < bestJ ? above + 1 : 0;
    if (above >= RUNNING && matters(j, loss)) {
      seen.add(overfitting(epoch, j, loss));
    }
    last = epoch;
    boolean falling = epoch > BACK && best < earlier - FALLING * Math.abs(earlier);
    boolean ripe = !falling && (epoch >= PATIENCE || (long) epoch * steps >= STEPS);
    judged |= ripe;
    if (ripe && best > HARDLY * constant()) {
      long[] counts = counts(outputs);
      boolean one = alone(counts);
      if (best > NO_BETTER * constant() || one) {
        seen.add(notLearning(epoch, counts, one));
      }
    }
    return seen;
  }

  /// Whether something was learned, by heart or not, and what was lost since is worth a word.
  private boolean matters(double j, double loss) {
    return !(j >= constant()) && !(loss - best < LITTLE * constant());
  }

  /// What a run shows that ended before it could be judged.
  ///
  /// @param longer flags with which it would have gone on; empty if that was no plan of its own
  List<Diagnostic> end(String longer) {
    if (judged || last == 0) {
      return List.of();
    }
    if (neverFinite()) {
      return List.of(notLearning(last, new long[0], false));
    }
    if (longer.isEmpty()) {
      return List.of();
    }
    if (!(best > NO_BETTER * constant())) {
      return List.of();
    }
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("best validation loss", best);
    evidence.put("loss of a constant", constant());
    evidence.put("steps", (double) last * steps);
    return List.of(
        new Diagnostic(
            Condition.D8,
            last,
            0,
            String.format(
                Locale.ROOT,
                "the run was too short to be judged: after %d epoch%s of %d step%s the validation"
                    + " loss is %.4g; saying the same of every row costs %.4g",
                last,
                last == 1 ? "" : "s",
                steps,
                steps == 1 ? "" : "s",
                best,
                constant()),
            evidence,
            longer));
  }

  /// Whether one class has all the rows.
  private static boolean alone(long[] counts) {
    int some = 0;
    for (long n : counts) {
      some += n > 0 ? 1 : 0;
    }
    return some == 1;
  }

  /// Whether no epoch had a validation loss that is a number.
  private boolean neverFinite() {
    return !Double.isFinite(best);
  }

  private double constant() {
    if (!asked) {
      asked = true;
      constant = constants.getAsDouble();
    }
    return constant;
  }

  private double worse(double j) {
    boolean probabilities =
        setup.loss() instanceof Loss.CrossEntropy
            || setup.loss() instanceof Loss.LogisticCrossEntropy;
    return setup.patience() == 0
        ? probabilities ? FAR_WORSE : WORSE_NUMBERS
        : j < BY_HEART * bestJ ? WORSE_BY_HEART : WORSE;
  }

  private Diagnostic overfitting(int epoch, double j, double loss) {
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("validation loss", loss);
    evidence.put("best validation loss", best);
    evidence.put("best epoch", (double) bestEpoch);
    evidence.put("J", j);
    evidence.put("J of the best epoch", bestJ);
    double l2 = setup.regularization().l2();
    return new Diagnostic(
        Condition.D7,
        epoch,
        0,
        String.format(
            Locale.ROOT,
            "validation loss is %s its best (epoch %d), while J still falls: training rows are"
                + " learned by heart",
            Double.isFinite(loss)
                ? String.format(Locale.ROOT, "%.3g, %.0f %% above", loss, 100 * (loss / best - 1))
                : String.format(Locale.ROOT, "not finite, after %.3g at", best),
            bestEpoch),
        evidence,
        "--l2 " + Setup.number(l2 > 0 ? 10 * l2 : 0.001));
  }

  private Diagnostic notLearning(int epoch, long[] counts, boolean one) {
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("best validation loss", neverFinite() ? Double.NaN : best);
    evidence.put("loss of a constant", constant());
    for (int k = 0; k < counts.length; k++) {
      evidence.put("rows predicted as class " + k, (double) counts[k]);
    }
    return new Diagnostic(
        Condition.D8,
        epoch,
        0,
        String.format(
            Locale.ROOT,
            "after %d epoch%s the validation loss is %s; saying the same of every row costs %.4g%s",
            epoch,
            epoch == 1 ? "" : "s",
            neverFinite() ? "not finite" : String.format(Locale.ROOT, "%.4g", best),
            constant(),
            one ? ", and one class is all that is predicted" : ""),
        evidence,
        remedy());
  }

  /// The usual start where there is another; other units where many layers keep deltas back; the
  /// usual rate; else the network that has no layer to be in the way, or, if it is that already,
  /// L-BFGS, which finds the least of its J.
  private String remedy() {
    String start = setup.usualStart();
    if (!start.isEmpty()) {
      return start;
    }
    boolean slow = setup.optimizer().rate() < 0.1 * setup.usualRate();
    if (setup.isDeepAndFlat() && !slow) {
      return setup.passing();
    }
    return setup.fast()
        ? setup.calmer()
        : slow
            ? "--lr " + Setup.number(setup.usualRate())
            : setup.hidden() ? "--hidden none" : setup.wholeSteps();
  }

  /// How often each class is predicted; empty for numbers.
  private long[] counts(float[] outputs) {
    int width = setup.spec().outputs();
    return switch (setup.loss()) {
      case Loss.CrossEntropy _ -> {
        long[] counts = new long[width];
        for (int at = 0; at < outputs.length; at += width) {
          int most = 0;
          for (int k = 1; k < width; k++) {
            most = outputs[at + k] > outputs[at + most] ? k : most;
          }
          counts[most]++;
        }
        yield counts;
      }
      case Loss.LogisticCrossEntropy _ when width == 1 -> {
        long[] counts = new long[2];
        for (float p : outputs) {
          counts[p >= 0.5f ? 1 : 0]++;
        }
        yield counts;
      }
      default -> new long[0];
    };
  }
}
