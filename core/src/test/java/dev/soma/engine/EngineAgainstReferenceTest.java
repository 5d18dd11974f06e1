package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Activation;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The fast engine against the reference engine, over every layer, activation and loss.
class EngineAgainstReferenceTest {
  private static final long SEED = 20_260_517;
  private static final double TOLERANCE = 1e-4;
  private static final int ROWS = 13;
  private static final InputShape INPUT = new InputShape(3, List.of(3, 2));

  static final List<Activation> HIDDEN =
      List.of(
          Activation.IDENTITY,
          Activation.LOGISTIC,
          Activation.TANH,
          Activation.RELU,
          Activation.leakyRelu(0.2),
          Activation.ABS,
          Activation.SOFTPLUS,
          Activation.elu(0.7),
          Activation.SELU,
          Activation.GELU,
          Activation.SILU,
          Activation.MISH,
          Activation.custom(
              "softsign",
              z -> z / (1 + Math.abs(z)),
              z -> 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z)))));

  static final List<Loss> LOSSES =
      List.of(
          Loss.SQUARED_ERROR,
          Loss.CROSS_ENTROPY,
          Loss.LOGISTIC_CROSS_ENTROPY,
          new Loss.CrossEntropy(0.1),
          new Loss.LogisticCrossEntropy(0.2),
          Loss.ABSOLUTE_ERROR,
          Loss.huber(0.5),
          Loss.quantile(0.3),
          Loss.POISSON,
          Loss.custom("quartic", (a, y) -> Math.pow(a - y, 4), (a, y) -> 4 * Math.pow(a - y, 3)));

  static Stream<Arguments> every_layer_activation_and_loss() {
    List<Arguments> all = new ArrayList<>();
    for (Loss loss : LOSSES) {
      for (Activation f : HIDDEN) {
        all.add(Arguments.of(spec(loss, new Layer.Dense(7, f), new Layer.Dense(5, f)), loss));
      }
      all.add(Arguments.of(spec(loss, new Layer.Maxout(6, 3)), loss));
      all.add(
          Arguments.of(
              spec(loss, new Layer.Dropout(0.3), new Layer.Dense(6, Activation.TANH)), loss));
      all.add(
          Arguments.of(
              spec(loss, new Layer.Maxout(4, 2), new Layer.Dropout(0.4), new Layer.Dropout(0.2)),
              loss));
      for (Activation f : HIDDEN) {
        all.add(
            Arguments.of(
                spec(
                    loss,
                    new Layer.Scale(),
                    new Layer.Dense(7, f, true, true),
                    new Layer.Scale(),
                    new Layer.Dropout(0.2),
                    new Layer.Dense(5, f, true, false),
                    new Layer.Dense(4, f, false, true)),
                loss));
      }
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.LayerNorm(),
                  new Layer.Dense(7, Activation.RELU),
                  new Layer.Dropout(0.2),
                  new Layer.LayerNorm(0.1),
                  new Layer.LayerNorm()),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.BatchNorm(),
                  new Layer.Dense(7, Activation.RELU),
                  new Layer.BatchNorm(0.3, 0.1),
                  new Layer.Dropout(0.2),
                  new Layer.LayerNorm(),
                  new Layer.Dense(5, Activation.TANH),
                  new Layer.BatchNorm()),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.Dense(8, Activation.SILU),
                  new Layer.Residual(1),
                  new Layer.LayerNorm(),
                  new Layer.Dense(5, Activation.RELU),
                  new Layer.Dropout(0.2),
                  new Layer.Dense(8, Activation.TANH),
                  new Layer.Residual(4),
                  new Layer.Maxout(8, 2),
                  new Layer.Residual(8),
                  new Layer.Residual(1)),
              loss));
      NumberEmbedding pbld = new NumberEmbedding.Pbld(5, 3, 0.5);
      all.add(
          Arguments.of(
              spec(
                  loss, new Layer.Embedding(pbld, 2, 4), new Layer.Scale(), new Layer.Maxout(4, 2)),
              loss));
      all.add(
          Arguments.of(
              spec(loss, new Layer.Embedding(pbld, 3, 0), new Layer.Dense(4, Activation.TANH)),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.Embedding(new NumberEmbedding.None(), 0, 2),
                  new Layer.Dropout(0.2)),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.Embedding(new NumberEmbedding.Ple(5, 3, true), 2, 4),
                  new Layer.Scale()),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.Embedding(new NumberEmbedding.Ple(4, 2, false), 3, 0),
                  new Layer.Dense(4, Activation.TANH)),
              loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.Scale(),
                  new Layer.Members(3),
                  new Layer.Dropout(0.2),
                  new Layer.Dense(5, Activation.MISH, true, true, 3),
                  new Layer.Scale(),
                  new Layer.Dropout(0.2),
                  new Layer.Dense(4, Activation.RELU, false, false, 3)),
              loss));
      all.add(Arguments.of(spec(loss, new Layer.Members(2)), loss));
      all.add(
          Arguments.of(
              spec(
                  loss,
                  new Layer.BatchNorm(),
                  new Layer.Dense(8, Activation.SILU),
                  new Layer.Residual(1),
                  new Layer.LayerNorm(),
                  new Layer.Members(2),
                  new Layer.Dense(4, Activation.TANH, true, true, 2)),
              loss));
      all.add(Arguments.of(spec(loss, new Layer.Dense(6, Activation.SELU, true, true)), loss));
      all.add(Arguments.of(spec(loss), loss));
    }
    all.add(
        Arguments.of(
            new NetworkSpec(INPUT, List.of(new Layer.Dense(3, Activation.STEP))), Loss.PERCEPTRON));
    for (Activation out : HIDDEN) {
      NetworkSpec spec =
          new NetworkSpec(
              INPUT, List.of(new Layer.Dense(4, Activation.TANH), new Layer.Dense(2, out)));
      all.add(Arguments.of(spec, Loss.SQUARED_ERROR));
      all.add(Arguments.of(spec, Loss.huber(0.5)));
    }
    return all.stream();
  }

  private static NetworkSpec spec(Loss loss, Layer... hidden) {
    Activation out =
        switch (loss) {
          case Loss.CrossEntropy _ -> Activation.SOFTMAX;
          case Loss.LogisticCrossEntropy _ -> Activation.LOGISTIC;
          case Loss.Poisson _ -> Activation.EXPONENTIAL;
          default -> Activation.IDENTITY;
        };
    List<Layer> layers = new ArrayList<>(List.of(hidden));
    layers.add(new Layer.Dense(3, out).after(layers));
    return new NetworkSpec(INPUT, layers);
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("every_layer_activation_and_loss")
  void loss_and_all_gradients_agree_with_the_reference(NetworkSpec spec, Loss loss) {
    SplittableRandom random = new SplittableRandom(SEED);
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0.1, Seeds.of(SEED));
    for (Parameters.Group g : p.groups()) {
      for (int i = 0;
          (g.role().vector() || g.role() == Role.MEMBER) && i < g.size();
          i++) { // alpha, g and s would all be 1
        p.values()[g.offset() + i] += (float) (random.nextDouble() - 0.5);
      }
    }
    Batch batch = batch(random);
    Matrix y = targets(spec, loss, random);
    float[] weights = new float[ROWS];
    for (int r = 0; r < ROWS; r++) {
      weights[r] = (float) (0.5 + random.nextDouble());
    }
    Parameters gradient = p.zerosLike();
    try (Workspace ws = new Workspace(spec, ROWS, KernelChoice.auto().create(1), Seeds.of(SEED))) {
      Network network = Network.of(p);
      Targets targets = new Targets(y, weights, 0);
      double sum = network.lossAndGradient(batch, targets, loss, ws, true, gradient, false);
      Rows rows = Rows.of(batch, doubles(y)).weighted(toDouble(weights));
      Backpropagation.Gradient expected =
          Backpropagation.gradient(
              ReferenceParameters.of(p),
              Cost.of(loss),
              rows.dropping(masks(spec, ws)).inTraining());
      assertThat(sum / ROWS)
          .as("J, seed %d", SEED)
          .isCloseTo(expected.cost().data(), within(expected.cost().data()));
      compare(p, gradient, expected.parameters());

      double still = network.loss(batch, targets, loss, ws);
      Backpropagation.Gradient without =
          Backpropagation.gradient(ReferenceParameters.of(p), Cost.of(loss), rows);
      assertThat(still / ROWS).isCloseTo(without.cost().data(), within(without.cost().data()));
      Matrix dx = network.inputGradient(batch, targets, loss, ws);
      compareInputs(dx, without.inputs());
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double size) {
    return org.assertj.core.data.Offset.offset(TOLERANCE * Math.max(1e-3, Math.abs(size)));
  }

  private static void compare(Parameters p, Parameters got, ReferenceParameters expected) {
    double[] all = expected.toArray();
    for (Parameters.Group g : p.groups()) {
      double difference = 0;
      double norm = 0;
      for (int i = g.offset(); i < g.offset() + g.size(); i++) {
        double d = got.values()[i] / (double) ROWS - all[i];
        difference += d * d;
        norm += all[i] * all[i];
      }
      assertThat(Math.sqrt(difference))
          .as("d%s of norm %s, seed %d", g.name(), Math.sqrt(norm), SEED)
          .isLessThanOrEqualTo(TOLERANCE * Math.max(Math.sqrt(norm), 1e-6));
    }
  }

  /// The reference's dJ/dx has the 1/m of J, the engine's is that of each row's loss.
  private static void compareInputs(Matrix got, DoubleMatrix expected) {
    double difference = 0;
    double norm = 0;
    for (int r = 0; r < got.rows(); r++) {
      for (int c = 0; c < got.cols(); c++) {
        double d = got.get(r, c) / (double) ROWS - expected.get(r, c);
        difference += d * d;
        norm += expected.get(r, c) * expected.get(r, c);
      }
    }
    assertThat(Math.sqrt(difference))
        .as("dJ/dx, seed %d", SEED)
        .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
  }

  private static List<boolean[][]> masks(NetworkSpec spec, Workspace ws) {
    List<boolean[][]> masks = new ArrayList<>();
    for (int i = 0; i < spec.layers().size(); i++) {
      if (spec.layers().get(i) instanceof Layer.Dropout) {
        LayerState s = ws.layers[i];
        boolean[][] kept = new boolean[ROWS][s.units];
        for (int r = 0; r < ROWS; r++) {
          for (int u = 0; u < s.units; u++) {
            kept[r][u] = s.extra[r * s.units + u] != 0;
          }
        }
        masks.add(kept);
      }
    }
    return masks;
  }

  private static Batch batch(SplittableRandom random) {
    Matrix numbers = Matrix.zeros(ROWS, INPUT.numbers());
    int[] codes = new int[ROWS * INPUT.categories()];
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < INPUT.numbers(); c++) {
        numbers.set(r, c, (float) Seeds.gaussian(random));
      }
      codes[2 * r] = random.nextInt(4) - 1;
      codes[2 * r + 1] = random.nextInt(3) - 1;
    }
    return new Batch(INPUT, numbers, codes, 0);
  }

  private static Matrix targets(NetworkSpec spec, Loss loss, SplittableRandom random) {
    Matrix y = Matrix.zeros(ROWS, loss.targetColumns(spec.outputs()));
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < y.cols(); c++) {
        double value =
            switch (loss) {
              case Loss.CrossEntropy _ -> random.nextInt(spec.outputs());
              case Loss.LogisticCrossEntropy _, Loss.Perceptron _ -> random.nextInt(2);
              case Loss.Poisson _ -> random.nextInt(4);
              default -> Seeds.gaussian(random);
            };
        y.set(r, c, (float) value);
      }
    }
    return y;
  }

  private static double[][] doubles(Matrix m) {
    double[][] rows = new double[m.rows()][m.cols()];
    for (int r = 0; r < m.rows(); r++) {
      for (int c = 0; c < m.cols(); c++) {
        rows[r][c] = m.get(r, c);
      }
    }
    return rows;
  }

  private static double[] toDouble(float[] x) {
    double[] d = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      d[i] = x[i];
    }
    return d;
  }
}
