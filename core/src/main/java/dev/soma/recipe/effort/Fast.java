package dev.soma.recipe.effort;

import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Schedule;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.util.List;

/// The recipe of [Effort#FAST], found by trial on nine tables.
///
/// | rows | units | dropout | rate | batch | steps |
/// |---|---|---|---|---|---|
/// | below 1,000 | 32, 16 | 0.2 | 0.002 | 32 | 8,000 |
/// | below 2,000 | 128, 128 | 0.2 | 0.002 | 32 | 8,000 |
/// | below 10,000 | 128, 128 | 0.2 | 0.002 | 64 | 8,000 |
/// | below 32,000 | 256, 256 | 0.1 | 0.005 | 128 | 5,200 |
/// | more | 256, 256 | 0.2 | 0.001 | 256 | 4,000 |
///
/// Standardised numbers, those that repeat also as levels; ReLU; AdamW of decay 0.01, the rate
/// falling along a cosine; as many epochs as make about so many steps, at least 20 and at most 100;
/// patience a quarter of the epochs, at least 10.
final class Fast {
  static final Encoder.Rules RULES = Encoder.Rules.of(MissingPolicy.AUTO).repeatedValues(true);

  private Fast() {}

  static Recipe recipe(Task task, int rows) {
    return recipe(Effort.FAST, task, rows, 1);
  }

  static Recipe recipe(Effort effort, Task task, int rows, int members) {
    int batch = rows < 2_000 ? 32 : rows < 10_000 ? 64 : rows < 32_000 ? 128 : 256;
    int steps = rows < 10_000 ? 8_000 : rows < 32_000 ? 5_200 : 4_000;
    double rate = rows < 10_000 ? 0.002 : rows < 32_000 ? 0.005 : 0.001;
    int epochs = Math.clamp(steps / Math.ceilDiv(rows, batch), 20, 100);
    return new Recipe(
        effort,
        RULES,
        Front.NONE,
        rows < 1_000 ? List.of(32, 16) : rows < 10_000 ? List.of(128, 128) : List.of(256, 256),
        Activation.RELU,
        false,
        rows < 10_000 || rows >= 32_000 ? 0.2 : 0.1,
        Optimizer.adamW(rate, 0.01),
        new Schedule.Cosine(0),
        Pace.STEADY,
        Initializer.AUTO,
        batch,
        epochs,
        Math.max(10, epochs / 4),
        Keep.BEST,
        Recipe.metric(task),
        members);
  }
}
