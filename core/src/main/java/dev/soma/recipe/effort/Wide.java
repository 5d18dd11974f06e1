package dev.soma.recipe.effort;

import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.eval.Metric;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.List;

/// The recipe of [Effort#NORMAL] and [Effort#BEST] for tables of many columns, and for images.
///
/// Below 10,000 rows that of [Effort#FAST]. From there on two layers of 512 units, ReLU, dropout
/// 0.3, AdamW of rate 0.0015 and decay 0.01 along a cosine, batches of 256 rows, 12 epochs, all of
/// them run; the last of the best is kept, of more than two classes by accuracy. Images have 16
/// epochs, and a tenth of their pixels is dropped. Folds as in [Tabular].
final class Wide {
  /// From so many input columns on a table is wide: an embedding would make each number four.
  static final int COLUMNS = 129;

  /// Levels of many columns of numbers would make the inputs many times as many.
  static final Encoder.Rules RULES = Fast.RULES.repeatedValues(false);

  private static final int LARGE = 10_000;
  private static final int UNITS = 512;
  private static final double DROPOUT = 0.3;
  private static final int BATCH = 256;
  private static final int EPOCHS = 12;
  private static final int IMAGE_EPOCHS = 16;
  private static final double PIXEL_DROPOUT = 0.1;
  private static final int BEST_MEMBERS = 8;

  private Wide() {}

  /// @param images whether the inputs are pixels
  static Recipe recipe(Effort effort, Task task, int rows, boolean images) {
    int members = effort == Effort.BEST ? BEST_MEMBERS : 1;
    if (rows < LARGE) {
      return Fast.recipe(effort, task, rows, members);
    }
    return new Recipe(
        effort,
        RULES,
        Front.NONE.dropout(images ? PIXEL_DROPOUT : 0),
        List.of(UNITS, UNITS),
        Activation.RELU,
        false,
        DROPOUT,
        Optimizer.adamW(0.0015, 0.01),
        new Schedule.Cosine(0),
        Pace.STEADY,
        Initializer.AUTO,
        BATCH,
        images ? IMAGE_EPOCHS : EPOCHS,
        0,
        Keep.BEST.lastBest(true),
        task == Task.MULTICLASS ? Metric.ACCURACY : Recipe.metric(task),
        members);
  }
}
