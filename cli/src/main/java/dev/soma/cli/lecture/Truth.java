package dev.soma.cli.lecture;

import dev.soma.data.encode.Dataset;
import dev.soma.model.Model;

/// True outputs in the form that the reference engine takes.
final class Truth {
  private Truth() {}

  /// `[rows x columns]`: a class number where the loss wants one, else one number an output.
  static double[][] of(Model model, Dataset data, int[] rows) {
    int outputs = model.network().spec().outputs();
    boolean oneHot = data.targets().cols() == 1 && model.loss().targetColumns(outputs) > 1;
    double[][] y = new double[rows.length][oneHot ? outputs : data.targets().cols()];
    for (int i = 0; i < rows.length; i++) {
      if (oneHot) {
        y[i][(int) data.targets().get(rows[i], 0)] = 1;
      } else {
        for (int k = 0; k < y[i].length; k++) {
          y[i][k] = data.targets().get(rows[i], k);
        }
      }
    }
    return y;
  }
}
