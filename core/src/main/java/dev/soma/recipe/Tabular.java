package dev.soma.recipe;

import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer.NumberEmbedding;
import dev.soma.nn.Role;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.Collections;
import java.util.Map;

/// The recipe of [Effort#NORMAL] and [Effort#BEST]: RealMLP-TD. Source: Holzmuller, Grinsztajn,
/// Steinwart, Better by Default, 2024.
final class Tabular {
  static final Encoder.Rules RULES =
      Encoder.Rules.of(MissingPolicy.AUTO)
          .scaling(NumberScaling.ROBUST)
          .oneHotLimit(8)
          .clipTargets(true);

  private static final int LAYERS = 3;
  private static final int UNITS = 256;
  private static final double DROPOUT = 0.15;
  private static final double DECAY = 0.02;
  private static final double CLASSES_RATE = 0.04;
  private static final double NUMBERS_RATE = 0.2;
  private static final int EPOCHS = 256;
  private static final int BATCH = 256;

  /// On wider tables the numbers are not embedded: each would become four.
  private static final int MOST_EMBEDDED = 128;

  private Tabular() {}

  static Recipe recipe(Effort effort, Task task, int rows) {
    boolean classes = task.isClassification();
    return new Recipe(
        effort,
        RULES,
        new Front(new NumberEmbedding.Pbld(16, 4, 0.1), MOST_EMBEDDED, 8, true),
        Collections.nCopies(LAYERS, UNITS),
        classes ? Activation.SELU : Activation.MISH,
        true,
        DROPOUT,
        new Optimizer.AdamW(classes ? CLASSES_RATE : NUMBERS_RATE, 0.9, 0.95, 1e-8, DECAY),
        new Schedule.CosLog(4),
        pace(),
        new Initializer.DataDriven(),
        BATCH,
        EPOCHS,
        0,
        Keep.BEST.lastBest(true));
  }

  private static Pace pace() {
    RateFactors factors =
        new RateFactors(
            Map.of(
                Role.SCALE, 6.0,
                Role.BIAS, 0.1,
                Role.ACTIVATION, 0.1,
                Role.FREQUENCY, 0.1,
                Role.PHASE, 0.1,
                Role.NUMBER, 0.1));
    return new Pace(factors, new Schedule.FlatCosine(), new Schedule.FlatCosine());
  }
}
