package dev.soma.train.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.Dataset;
import dev.soma.golden.Golden;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.nn.Initializer;
import dev.soma.nn.InputShape;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BinEdgesTest {
  static List<Golden.BinsCase> columns() {
    return Golden.binsCases();
  }

  @ParameterizedTest
  @MethodSource("columns")
  void edges_are_those_of_numpy(Golden.BinsCase c) {
    float[] edges = BinEdges.edges(c.column().clone(), c.bins());
    assertThat(edges).hasSize(c.bins() + 1);
    for (int m = 0; m < edges.length; m++) {
      assertThat(edges[m]).as("edge %d", m).isEqualTo((float) c.edges()[m]);
    }
  }

  @Test
  void a_column_that_float_cannot_divide_so_finely_still_has_bins() {
    float[] edges = BinEdges.edges(new double[] {1e8f, Math.nextUp(1e8f)}, 4);
    for (int m = 0; m < 4; m++) {
      assertThat(edges[m + 1]).isGreaterThan(edges[m]);
    }
  }

  @Test
  void only_edges_change_and_each_column_has_its_own() {
    Matrix numbers = Matrix.zeros(5, 3);
    for (int r = 0; r < 5; r++) {
      numbers.set(r, 0, 10 * r);
      numbers.set(r, 1, -r);
      numbers.set(r, 2, 77);
    }
    Dataset data =
        new Dataset(InputShape.of(3), numbers, new int[0], Matrix.zeros(5, 1), null, new int[5]);
    NetworkSpec spec = NetworkSpec.parse("3 -> Embedding(ple(2, 3), 2, 0) -> Dense(1, identity)");
    Seeds seeds = Seeds.of(4);
    Parameters p = Initializer.initialise(spec, Initializer.AUTO, 0, seeds);
    Parameters before = p.copy();
    BinEdges.apply(p, data, seeds);
    assertThat(before.values()).startsWith(-2, 0, 2, -2, 0, 2);
    assertThat(p.values()).startsWith(0, 20, 40, -4, -2, 0);
    System.arraycopy(before.values(), 0, p.values(), 0, 6);
    assertThat(p.values()).isEqualTo(before.values());
  }
}
