package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import dev.soma.nn.Loss;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Rows turned into what a network learns from: encoders learned on the training rows only, and the
/// encoded training and validation rows.
///
/// @param split the rows
/// @param encoder learned on the training rows
/// @param target learned on the training rows
/// @param training encoded, with weights of mean 1 if there are any
/// @param validation encoded
public record Preparation(
    Split split, Encoder encoder, TargetEncoder target, Dataset training, Dataset validation) {

  /// Learns the encoders and encodes the rows.
  ///
  /// @param parts three parts of a table that knows its target
  /// @param missing what becomes of missing values; under [MissingPolicy#DROP] training and
  ///   validation rows with one are left out
  /// @param loss decides whether number targets are scaled: not for [Loss.Poisson], whose targets
  ///   are counts; null means scaled
  /// @throws SomaException.Usage E241 if the loss is not for the task
  /// @throws SomaException.Data for rows that cannot be learned from, such as E321 for negative
  ///   counts
  public static Preparation of(Split parts, MissingPolicy missing, @Nullable Loss loss) {
    Split split =
        new Split(
            missing.prepare(parts.train()), missing.prepare(parts.validation()), parts.test());
    Encoder encoder = Encoder.learn(split.train(), missing);
    TargetEncoder target = TargetEncoder.learn(split.train());
    if (loss != null) {
      Recipe.check(target.task(), loss);
    }
    if (loss instanceof Loss.Poisson && target instanceof TargetEncoder.Numbers n) {
      target =
          new TargetEncoder.Numbers(
              n.names(),
              Collections.nCopies(n.names().size(), 0.0),
              Collections.nCopies(n.names().size(), 1.0));
    }
    Dataset training = encode(encoder, target, split.train(), loss);
    Dataset validation = encode(encoder, target, split.validation(), loss);
    checkFinite(split.train(), encoder, training);
    if (loss instanceof Loss.Poisson) {
      checkCounts(split.train(), target, training);
      checkCounts(split.validation(), target, validation);
    }
    double mean = meanWeight(training);
    return new Preparation(
        split, encoder, target, scaled(training, mean), scaled(validation, mean));
  }

  /// Numbers near the largest double have no mean or spread, and would make every weight NaN.
  private static void checkFinite(Table rows, Encoder encoder, Dataset data) {
    for (int r = 0; r < data.rows(); r++) {
      for (int c = 0; c < data.numbers().cols(); c++) {
        if (!Float.isFinite(data.numbers().get(r, c))) {
          String input = encoder.inputNames().get(c);
          throw new SomaException.Data(
              "E324",
              "number too large · "
                  + rows.source().name()
                  + " line "
                  + rows.line(r)
                  + ", column \""
                  + input
                  + "\"\nits values have no finite mean and spread, so they cannot be standardised",
              "--ignore " + input);
        }
      }
    }
  }

  private static void checkCounts(Table rows, TargetEncoder target, Dataset data) {
    for (int r = 0; r < data.rows(); r++) {
      for (int k = 0; k < data.targets().cols(); k++) {
        if (data.targets().get(r, k) < 0) {
          throw new SomaException.Data(
              "E321",
              "negative count · "
                  + rows.source().name()
                  + " line "
                  + rows.line(r)
                  + ", column \""
                  + target.names().get(k)
                  + "\": "
                  + data.targets().get(r, k)
                  + "\npoisson is for counts and rates, which are never negative",
              "--loss squared_error");
        }
      }
    }
  }

  /// Encodes rows for a loss: classes as one column of 0 and 1 each where the loss wants an output
  /// a class.
  static Dataset encode(Encoder encoder, TargetEncoder target, Table rows, @Nullable Loss loss) {
    Dataset data = encoder.encode(rows, target);
    int outputs = target.outputs();
    if (loss == null || target.task() != Task.MULTICLASS || loss.targetColumns(outputs) == 1) {
      return data;
    }
    Matrix oneHot = Matrix.zeros(data.rows(), outputs);
    for (int r = 0; r < data.rows(); r++) {
      oneHot.set(r, (int) data.targets().get(r, 0), 1);
    }
    return new Dataset(
        data.shape(), data.numbers(), data.codes(), oneHot, data.weights(), rows.lines());
  }

  /// What is learned.
  public Task task() {
    return target.task();
  }

  private static double meanWeight(Dataset training) {
    float[] weights = training.weights();
    if (weights == null) {
      return 1;
    }
    double sum = 0;
    for (float w : weights) {
      sum += w;
    }
    return sum / weights.length;
  }

  private static Dataset scaled(Dataset data, double mean) {
    float[] weights = data.weights();
    if (weights == null) {
      return data;
    }
    float[] scaled = new float[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (weights[i] / mean);
    }
    return data.weighted(scaled);
  }
}
