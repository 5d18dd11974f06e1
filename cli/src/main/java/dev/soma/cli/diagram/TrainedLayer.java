package dev.soma.cli.diagram;

import dev.soma.engine.Network;
import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// W and b of one layer, each column of W times the factor of a scale before it.
final class TrainedLayer {
  private final Layer layer;
  private final float[] values;
  private final Parameters.Group w;
  private final int biases;
  private final float[] factors;

  /// The row of W that is drawn for each unit.
  private final int[] rows;

  private TrainedLayer(
      Layer layer, float[] values, Parameters.Group w, int biases, float[] factors) {
    this.layer = layer;
    this.values = values;
    this.w = w;
    this.biases = biases;
    this.factors = factors;
    int pieces = layer instanceof Layer.Maxout m ? m.pieces() : 1;
    rows = new int[layer.weightRows() / pieces];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = longest(i * pieces, pieces);
    }
  }

  /// The layers of a network that have a W, in their order.
  static List<TrainedLayer> of(Network network) {
    Parameters p = network.parameters();
    List<Layer> layers = network.spec().layers();
    List<TrainedLayer> all = new ArrayList<>();
    float[] factors = {};
    int scale = 0;
    for (Parameters.Group g : p.groups()) {
      Layer layer = layers.get(g.layer());
      if (g.role() == Role.SCALE) {
        factors = Arrays.copyOfRange(p.values(), g.offset(), g.offset() + g.size());
        scale = g.layer();
      } else if (g.role() == Role.WEIGHT && layer.weightRows() > 0) {
        boolean scaled =
            factors.length == g.cols()
                && layers.subList(scale + 1, g.layer()).stream()
                    .allMatch(l -> l instanceof Layer.Dropout);
        float[] own = scaled ? factors : ones(g.cols());
        int biases = p.group("b" + g.name().substring(1)).offset();
        all.add(new TrainedLayer(layer, p.values(), g, biases, own));
        factors = new float[0];
      }
    }
    return all;
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private int longest(int from, int count) {
    int best = from;
    for (int r = from + 1; r < from + count; r++) {
      best = length(r) > length(best) ? r : best;
    }
    return best;
  }

  private double length(int row) {
    double squares = 0;
    for (int c = 0; c < w.cols(); c++) {
      double x = weight(row, c);
      squares += x * x;
    }
    return StrictMath.sqrt(squares);
  }

  private double weight(int row, int column) {
    return (double) values[w.offset() + row * w.cols() + column] * factors[column];
  }

  int units() {
    return rows.length;
  }

  int inputs() {
    return w.cols();
  }

  /// `selu`, `maxout(3)`.
  String kind() {
    return switch (layer) {
      case Layer.Dense d -> d.activation().toString();
      case Layer.Maxout m -> "maxout(" + m.pieces() + ")";
      default -> throw new IllegalArgumentException("a layer without W: " + layer);
    };
  }

  double bias(int unit) {
    return values[biases + rows[unit]];
  }

  /// The lengths of the rows of W.
  double[] lengthsIn() {
    return Arrays.stream(rows).mapToDouble(this::length).toArray();
  }

  /// The lengths of the columns of W.
  double[] lengthsOut() {
    double[] squares = new double[w.cols()];
    for (int row : rows) {
      for (int c = 0; c < squares.length; c++) {
        double x = weight(row, c);
        squares[c] += x * x;
      }
    }
    return Arrays.stream(squares).map(StrictMath::sqrt).toArray();
  }

  double largest() {
    double largest = 0;
    for (int row : rows) {
      for (int c = 0; c < w.cols(); c++) {
        largest = Math.max(largest, Math.abs(weight(row, c)));
      }
    }
    return largest;
  }

  /// Some of the weights, `[units x inputs]`.
  double[][] values(int[] units, int[] inputs) {
    double[][] some = new double[units.length][inputs.length];
    for (int i = 0; i < units.length; i++) {
      for (int j = 0; j < inputs.length; j++) {
        some[i][j] = weight(rows[units[i]], inputs[j]);
      }
    }
    return some;
  }
}
