package dev.soma.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.start.DataDrivenStart;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of a run, and said in the end, against NumPy: `tools/golden/make_keep.py`.
class KeepGoldenTest {
  private static final NetworkSpec FIVE = NetworkSpec.parse("4 -> Dense(1, identity)");

  private static JsonNode golden() throws IOException {
    try (InputStream in = KeepGoldenTest.class.getResourceAsStream("/golden/keep.json")) {
      return JsonMapper.shared().readTree(in);
    }
  }

  @Test
  void an_exponential_mean_is_the_sum_that_numpy_finds() throws IOException {
    for (JsonNode c : golden().get("means")) {
      Keep keep = Keep.BEST.ema(c.get("b").asDouble());
      Parameters p = Parameters.zeros(FIVE);
      TrainingState.Mean mean = new TrainingState.Mean(keep, p.size());
      for (JsonNode step : c.get("weights")) {
        for (int i = 0; i < p.size(); i++) {
          p.values()[i] = (float) step.get(i).asDouble();
        }
        mean.add(p);
      }
      mean.writeTo(p);
      for (int i = 0; i < p.size(); i++) {
        double wanted = c.get("mean").get(i).asDouble();
        assertThat((double) p.values()[i]).as("b %s", keep.ema()).isCloseTo(wanted, within(1e-7));
      }
    }
  }

  @Test
  void the_first_and_the_last_of_the_best_epochs_are_those_of_numpy() throws IOException {
    for (JsonNode c : golden().get("epochs")) {
      for (boolean last : new boolean[] {false, true}) {
        EarlyStopping stopping = new EarlyStopping(c.get("higher").asBoolean(), 0, last);
        int epoch = 0;
        for (JsonNode value : c.get("values")) {
          boolean _ = stopping.improves(++epoch, value.isNull() ? Double.NaN : value.asDouble());
        }
        assertThat(stopping.bestEpoch())
            .as(c.toString())
            .isEqualTo(c.get(last ? "last" : "first").asInt());
      }
    }
  }

  @Test
  void numbers_are_clipped_as_by_numpy() throws IOException {
    JsonNode c = golden().get("clipped");
    TargetEncoder.Numbers target =
        new TargetEncoder.Numbers(
            List.of("y"), one(c, "mean"), one(c, "sd"), one(c, "low"), one(c, "high"));
    int ends = 0;
    for (int i = 0; i < c.get("outputs").size(); i++) {
      double wanted = c.get("numbers").get(i).asDouble();
      float output = (float) c.get("outputs").get(i).asDouble();
      assertThat(target.predicted(0, output)).isEqualTo(wanted);
      ends += wanted == 3.25 || wanted == 20 ? 1 : 0;
    }
    assertThat(ends).as("numbers that were outside").isGreaterThan(10);
  }

  @Test
  void weights_and_biases_of_the_data_driven_start_are_those_of_numpy() throws IOException {
    JsonNode c = golden().get("start");
    Matrix x = matrix(c.get("x"));
    Dataset rows =
        new Dataset(
            InputShape.of(x.cols()),
            x,
            new int[0],
            Matrix.zeros(x.rows(), 1),
            null,
            new int[x.rows()]);
    Parameters p = Parameters.zeros(NetworkSpec.parse("3 -> Dense(4, tanh) -> Dense(2, identity)"));
    for (int l = 1; l <= 2; l++) {
      matrix(c.get("drawn").get(l - 1)).copyTo(p.values(), p.group("W" + l).offset());
    }
    Kernels kernels = KernelChoice.forced("scalar").create(1);
    DataDrivenStart.apply(p, rows, kernels, Seeds.of(c.get("seed").asLong()));
    for (int l = 1; l <= 2; l++) {
      JsonNode layer = c.get("layers").get(l - 1);
      Matrix w = p.matrix(p.group("W" + l));
      Matrix wanted = matrix(layer.get("w"));
      for (int j = 0; j < w.rows(); j++) {
        float b = p.values()[p.group("b" + l).offset() + j];
        assertThat((double) b)
            .as("b" + l)
            .isCloseTo(layer.get("b").get(j).asDouble(), within(2e-6));
        for (int i = 0; i < w.cols(); i++) {
          assertThat(w.get(j, i)).as("W" + l).isCloseTo(wanted.get(j, i), within(2e-6f));
        }
      }
    }
  }

  private static Matrix matrix(JsonNode rows) {
    Matrix m = Matrix.zeros(rows.size(), rows.get(0).size());
    for (int r = 0; r < m.rows(); r++) {
      for (int c = 0; c < m.cols(); c++) {
        m.set(r, c, (float) rows.get(r).get(c).asDouble());
      }
    }
    return m;
  }

  private static List<Double> one(JsonNode c, String name) {
    return List.of(c.get(name).asDouble());
  }
}
