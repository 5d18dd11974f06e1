package dev.soma.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.InputShape;
import dev.soma.nn.Parameters;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers with more than W and b, against PyTorch in double precision.
class LayersGoldenTest {
  private static final double DOUBLE = 1e-9;
  private static final double FLOAT = 1e-4;

  static List<Golden.LayersCase> cases() {
    return Golden.layersCases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_reference_finds_the_gradients_of_pytorch_in_all_forms(Golden.LayersCase golden) {
    ReferenceParameters p = ReferenceParameters.of(golden.spec(), golden.parameters());
    Rows rows = Rows.of(golden.x(), golden.y()).inTraining();
    DoubleMatrix outputs = Backpropagation.outputs(p, golden.x());
    for (int k = 0; k < rows.count(); k++) {
      assertThat(outputs.row(k)).containsExactly(golden.outputs()[k], within(DOUBLE));
    }
    for (Backpropagation.Form form : Backpropagation.Form.values()) {
      Backpropagation.Gradient got =
          Backpropagation.gradient(form, p, Cost.of(golden.loss()), rows);
      assertThat(got.cost().total()).as("J, %s", form).isCloseTo(golden.j(), within(DOUBLE));
      assertThat(got.parameters().toArray())
          .as("%s", form)
          .containsExactly(golden.gradient(), within(DOUBLE));
      for (int k = 0; k < rows.count(); k++) {
        assertThat(got.inputs().row(k)).containsExactly(golden.dx()[k], within(DOUBLE));
      }
    }
  }

  private static Batch batch(Golden.LayersCase golden) {
    InputShape shape = golden.spec().input();
    double[][] numbers = new double[golden.x().length][];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = Arrays.copyOf(golden.x()[k], shape.numbers());
    }
    int[] codes = Arrays.stream(golden.codes()).flatMapToInt(Arrays::stream).toArray();
    return new Batch(shape, Matrix.of(numbers), codes, 0);
  }

  private static void close(Matrix got, double[][] wanted, String when) {
    for (int r = 0; r < got.rows(); r++) {
      for (int c = 0; c < got.cols(); c++) {
        assertThat((double) got.get(r, c))
            .as("output %d of row %d %s", c, r, when)
            .isCloseTo(wanted[r][c], within(FLOAT));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_fast_engine_finds_them_within_float_precision(Golden.LayersCase golden) {
    Parameters p = ReferenceParameters.of(golden.spec(), golden.parameters()).toParameters();
    Parameters gradient = p.zerosLike();
    int rows = golden.x().length;
    try (Workspace ws =
        new Workspace(golden.spec(), rows, KernelChoice.auto().create(1), Seeds.of(1))) {
      double sum =
          Network.of(p)
              .lossAndGradient(
                  batch(golden),
                  Targets.of(Matrix.of(golden.y())),
                  golden.loss(),
                  ws,
                  true,
                  gradient,
                  false);
      assertThat(sum / rows).isCloseTo(golden.j(), within(FLOAT * golden.j()));
      close(ws.outputs(rows), golden.trainingOutputs(), "in training");
      close(Network.of(p).predict(batch(golden), ws), golden.outputs(), "in prediction");
      Network learned = Network.of(p.copy());
      learned.lossAndGradient(
          batch(golden),
          Targets.of(Matrix.of(golden.y())),
          golden.loss(),
          ws,
          true,
          p.zerosLike(),
          false);
      learned.learnStatistics(ws, rows);
      for (int i = 0; i < p.size(); i++) {
        assertThat((double) learned.parameters().values()[i])
            .as("parameter %d after", i)
            .isCloseTo(golden.after()[i], within(FLOAT));
      }
    }
    for (int i = 0; i < p.size(); i++) {
      double wanted = golden.gradient()[i];
      assertThat((double) gradient.values()[i] / rows)
          .as("parameter %d", i)
          .isCloseTo(wanted, within(FLOAT * Math.max(0.01, Math.abs(wanted))));
    }
  }
}
