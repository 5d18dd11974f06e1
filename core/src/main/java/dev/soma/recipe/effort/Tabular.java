package dev.soma.recipe.effort;

import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.eval.Metric;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Role;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.Collections;
import java.util.Map;

/// The recipe of [Effort#NORMAL] and [Effort#BEST]: RealMLP-TD with fewer epochs. Source:
/// Holzmuller, Grinsztajn, Steinwart, Better by Default, 2024.
///
/// | rows | units | batch | epochs |
/// |---|---|---|---|
/// | below 1,500 | 3 x 64 | 64 | 64 |
/// | below 50,000 | 3 x 256 | 256 | 64, or fewer: 4,000 steps |
/// | below 200,000 | 3 x 256 | 512 | 64, or fewer: 20,000 steps |
/// | more | 3 x 256 | 1,024 | 64, or fewer: 20,000 steps, at least 4 |
///
/// To the encoding of RealMLP-TD comes that a number of which most rows have the same value, whose
/// quartiles are one, is a category of its values as well.
///
/// Every epoch is run; the last of the best is kept: by log loss, of more than two classes by
/// accuracy, numbers by RMSE. Up to 60,000 rows there is a network for each of 5 folds, and the
/// rows that it does not learn from choose its epoch. For the best effort each of these networks is
/// 8 that differ by their seeds.
final class Tabular {
  static final Encoder.Rules RULES =
      Encoder.Rules.of(MissingPolicy.AUTO)
          .scaling(NumberScaling.ROBUST)
          .oneHotLimit(8)
          .repeatedValues(true)
          .heavyTails(true)
          .clipTargets(true);

  private static final int LAYERS = 3;
  private static final double DROPOUT = 0.15;
  private static final double DECAY = 0.02;
  private static final double CLASSES_RATE = 0.04;
  private static final double NUMBERS_RATE = 0.2;
  private static final int EPOCHS = 64;
  private static final int STEPS = 20_000;

  private static final NumberEmbedding PBLD = new NumberEmbedding.Pbld(16, 4, 0.1);

  private static final int FOLDS = 5;
  private static final int MOST_FOLDED = 60_000;
  private static final int BEST_MEMBERS = 8;

  private Tabular() {}

  static int folds(int rows) {
    return rows <= MOST_FOLDED ? FOLDS : 0;
  }

  static Recipe recipe(Effort effort, Task task, int rows) {
    boolean classes = task.isClassification();
    boolean small = rows < 1_500;
    int batch = small ? 64 : rows < 50_000 ? 256 : rows < 200_000 ? 512 : 1_024;
    int steps = rows < 50_000 ? STEPS / FOLDS : STEPS;
    return new Recipe(
        effort,
        RULES,
        new Front(PBLD, 8, true, 0),
        Collections.nCopies(LAYERS, small ? 64 : 256),
        classes ? Activation.SELU : Activation.MISH,
        true,
        DROPOUT,
        new Optimizer.AdamW(classes ? CLASSES_RATE : NUMBERS_RATE, 0.9, 0.95, 1e-8, DECAY),
        new Schedule.CosLog(4),
        pace(),
        new Initializer.DataDriven(),
        batch,
        Math.clamp(steps / Math.ceilDiv(rows, batch), 4, EPOCHS),
        0,
        Keep.BEST.lastBest(true),
        task == Task.MULTICLASS ? Metric.ACCURACY : Recipe.metric(task),
        effort == Effort.BEST ? BEST_MEMBERS : 1);
  }

  private static Pace pace() {
    Map<Role, Double> factors =
        Map.of(
            Role.SCALE, 6.0,
            Role.BIAS, 0.1,
            Role.ACTIVATION, 0.1,
            Role.FREQUENCY, 0.1,
            Role.PHASE, 0.1,
            Role.NUMBER, 0.1);
    return new Pace(new RateFactors(factors), new Schedule.FlatCosine(), new Schedule.FlatCosine());
  }
}
