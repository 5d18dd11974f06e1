package dev.soma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.soma.kernel.ForcedKernels;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Batch;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A category that is looked up is its one-hot vector times the table E.
class EmbeddingOneHotTest {
  private static final int ROWS = 37;
  private static final int SIZE = 5;
  private static final int[] LEVELS = {4, 3};
  private static final NetworkSpec LOOKED_UP =
      NetworkSpec.parse("2 + onehot(4, 3) -> Embedding(none, 0, 5) -> Dense(3, softmax)");

  /// Two numbers, then for each category "none" and its levels.
  private static final NetworkSpec MULTIPLIED =
      NetworkSpec.parse("11 -> Dense(12, identity) -> Dense(3, softmax)");

  private static final Matrix NUMBERS = Matrix.zeros(ROWS, 2);
  private static final Matrix ONE_HOT = Matrix.zeros(ROWS, 11);
  private static final int[] CODES = new int[ROWS * 2];
  private static final Matrix CLASSES = Matrix.zeros(ROWS, 1);

  static {
    SplittableRandom random = new SplittableRandom(11);
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < 2; c++) {
        NUMBERS.set(r, c, (float) Seeds.gaussian(random));
        ONE_HOT.set(r, c, NUMBERS.get(r, c));
        CODES[2 * r + c] = random.nextInt(LEVELS[c] + 1) - 1;
        ONE_HOT.set(r, first(c) + 1 + CODES[2 * r + c], 1);
      }
      CLASSES.set(r, 0, r % 3);
    }
  }

  /// The input that "none" of a category is.
  private static int first(int category) {
    return 2 + category * (LEVELS[0] + 1);
  }

  /// What the tables stand in as the first W: numbers pass, and E is transposed, block by block.
  private static Parameters multiplied(Parameters lookedUp) {
    Parameters p = Parameters.zeros(MULTIPLIED);
    Matrix w = p.matrix(p.group("W1"));
    w.set(0, 0, 1);
    w.set(1, 1, 1);
    Matrix e = lookedUp.matrix(lookedUp.group("E1"));
    for (int c = 0; c < 2; c++) {
      for (int level = 0; level <= LEVELS[c]; level++) {
        for (int i = 0; i < SIZE; i++) {
          w.set(2 + c * SIZE + i, first(c) + level, e.get(first(c) - 2 + level, i));
        }
      }
    }
    copy(lookedUp, "W1", p, "W2");
    copy(lookedUp, "b1", p, "b2");
    return p;
  }

  private static void copy(Parameters from, String name, Parameters to, String other) {
    System.arraycopy(
        from.values(),
        from.group(name).offset(),
        to.values(),
        to.group(other).offset(),
        from.group(name).size());
  }

  private static Parameters gradient(Parameters p, Batch batch, int bits, float[] outputs) {
    Parameters g = p.zerosLike();
    try (Workspace ws =
        new Workspace(p.spec(), ROWS, ForcedKernels.of(bits).create(2), Seeds.of(1))) {
      Network network = Network.of(p);
      network.lossAndGradient(batch, Targets.of(CLASSES), Loss.CROSS_ENTROPY, ws, false, g, false);
      for (int r = 0; r < ROWS; r++) {
        for (int u = 0; u < 3; u++) {
          outputs[3 * r + u] = ws.output(r, u);
        }
      }
    }
    return g;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void outputs_and_gradients_are_equal_values(int bits) {
    assumeThat(ForcedKernels.supported(bits)).as("vectors of %d bit", bits).isTrue();
    Parameters tables = Initializer.initialise(LOOKED_UP, Initializer.AUTO, 0.1, Seeds.of(5));
    float[] lookedUp = new float[3 * ROWS];
    float[] product = new float[3 * ROWS];
    Batch codes = new Batch(LOOKED_UP.input(), NUMBERS, CODES, 0);
    Parameters dE = gradient(tables, codes, bits, lookedUp);
    Parameters dW = gradient(multiplied(tables), Batch.of(ONE_HOT), bits, product);
    assertThat(lookedUp).isEqualTo(product);
    Parameters expected = multiplied(dE);
    for (String name : new String[] {"W1", "W2", "b2"}) {
      Matrix is = dW.matrix(dW.group(name));
      Matrix wanted = expected.matrix(expected.group(name));
      for (int r = 0; r < is.rows(); r++) {
        for (int c = 0; c < is.cols(); c++) {
          boolean ofTable = !name.equals("W1") || r >= 2 && c >= 2 && (r < 2 + SIZE) == (c < 7);
          if (ofTable) {
            assertThat(is.get(r, c) + 0f).as(name + r + "," + c).isEqualTo(wanted.get(r, c) + 0f);
          }
        }
      }
    }
  }
}
