package dev.soma.recipe;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import org.jspecify.annotations.Nullable;

/// What becomes of the weights of rows, so that those of the training rows have mean 1.
///
/// @param mean what they are divided by
/// @param factors by class, which hold the division already; null without class weights
record Weighing(double mean, double @Nullable [] factors) {
  /// Learned on the training rows.
  static Weighing of(Table training, TargetEncoder target, ClassWeights classes) {
    return classes.equals(ClassWeights.NONE)
        ? new Weighing(meanWeight(training), null)
        : new Weighing(1, classes.factors(training, target));
  }

  /// Rows with targets of one column, weighed.
  Dataset weighed(Dataset data) {
    float[] weights = data.weights();
    if (weights == null && factors == null) {
      return data;
    }
    float[] weighed = new float[data.rows()];
    for (int r = 0; r < weighed.length; r++) {
      double own = weights == null ? 1 : weights[r];
      weighed[r] =
          (float) (factors == null ? own / mean : own * factors[(int) data.targets().get(r, 0)]);
    }
    return data.weighted(weighed);
  }

  private static double meanWeight(Table training) {
    Column weights = training.weightColumn();
    if (!(weights instanceof Column.Numbers numbers)) {
      return 1;
    }
    double sum = 0;
    for (int r = 0; r < numbers.rows(); r++) {
      sum += (float) numbers.value(r);
    }
    if (sum == 0) {
      throw new SomaException.Data(
          "E317",
          "row weights · "
              + training.source().name()
              + ", column \""
              + weights.name()
              + "\": all weights of the "
              + training.rows()
              + " training rows are 0, so nothing would be learned",
          "leave --weight out");
    }
    return sum / numbers.rows();
  }
}
