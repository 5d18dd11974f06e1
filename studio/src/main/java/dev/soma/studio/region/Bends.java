package dev.soma.studio.region;

import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.ReferenceParameters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What the hidden units of a network do at a row: which piece of its function each is on, by the
/// reference engine.
///
/// A unit with a bend at z = 0 is active if z > 0; of a maxout unit one piece wins, of equal ones
/// the first. Together they are the activation pattern of the row.
public final class Bends {
  private final List<ReferenceParameters> members = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();

  /// One hidden layer that bends.
  ///
  /// @param member whose layer
  /// @param hinges its place among [Scores#hinges]
  /// @param pieces of each maxout unit; 0 for units that bend at z = 0
  record Stage(int member, int hinges, int pieces) {
    /// Numbers a maxout unit has in the hinges: one for every two pieces.
    int pairs() {
      return pieces * (pieces - 1) / 2;
    }
  }

  /// Of a network with these parameters.
  public Bends(ReferenceParameters p) {
    for (int i = 0; i < p.spec().members(); i++) {
      ReferenceParameters member = p.spec().members() == 1 ? p : p.member(i);
      members.add(member);
      add(member.spec(), i);
    }
  }

  /// Walks the layers as [Scores#hinges] does, all but the last.
  private void add(NetworkSpec spec, int member) {
    int hinges = 0;
    for (Layer layer : spec.layers().subList(0, spec.layers().size() - 1)) {
      switch (layer) {
        case Layer.Dense d when d.activation().bends() ->
            stages.add(new Stage(member, hinges++, 0));
        case Layer.Maxout m -> stages.add(new Stage(member, hinges++, m.pieces()));
        case Layer.Embedding e ->
            hinges += e.numbers() instanceof NumberEmbedding.Ple p ? p.relu() ? 2 : 1 : 0;
        case Layer.Dense _,
            Layer.Members _,
            Layer.Scale _,
            Layer.LayerNorm _,
            Layer.BatchNorm _,
            Layer.Residual _,
            Layer.Dropout _ -> {}
      }
    }
  }

  /// The first hidden layer that is not made of linear pieces; none if all are.
  public static Optional<Layer> smooth(NetworkSpec spec) {
    return spec.layers().subList(0, spec.layers().size() - 1).stream()
        .filter(l -> !isPiecewiseLinear(l))
        .findFirst();
  }

  private static boolean isPiecewiseLinear(Layer layer) {
    return switch (layer) {
      case Layer.Dense d -> d.activation().isPiecewiseLinear();
      case Layer.LayerNorm _ -> false;
      case Layer.Embedding _, // what enters: it has no hidden units
          Layer.Maxout _,
          Layer.Members _,
          Layer.Scale _,
          Layer.BatchNorm _,
          Layer.Residual _,
          Layer.Dropout _ ->
          true;
    };
  }

  /// Whether numbers become vectors before the first hidden layer, so that its z are not linear in
  /// them.
  public static boolean embeds(NetworkSpec spec) {
    return spec.layers().stream().anyMatch(Layer.Embedding.class::isInstance);
  }

  List<Stage> stages() {
    return stages;
  }

  /// What changes its sign where a unit of a layer goes from one piece to another.
  double[] at(Stage stage, double[] x) {
    return Scores.of(members.get(stage.member), x).hinges().get(stage.hinges);
  }

  /// The activation pattern of a row: a bit a unit, members and layers in turn. A maxout unit of k
  /// pieces has k - 1 bits, as many of them set as there are pieces before the one that wins.
  ///
  /// @param x a(1), one-hot blocks expanded
  public BitSet pattern(double[] x) {
    BitSet pattern = new BitSet();
    int at = 0;
    int member = -1;
    List<double[]> hinges = List.of();
    for (Stage stage : stages) {
      if (stage.member != member) {
        member = stage.member;
        hinges = Scores.of(members.get(member), x).hinges();
      }
      double[] z = hinges.get(stage.hinges);
      if (stage.pieces == 0) {
        for (int u = 0; u < z.length; u++) {
          pattern.set(at++, z[u] > 0);
        }
      } else {
        for (int first = 0; first < z.length; first += stage.pairs()) {
          pattern.set(at, at + winner(z, first, stage.pieces));
          at += stage.pieces - 1;
        }
      }
    }
    return pattern;
  }

  /// z_p - z_q of p < q stand in the order of q, then p.
  private static int winner(double[] z, int first, int pieces) {
    int best = 0;
    for (int q = 1; q < pieces; q++) {
      best = z[first + q * (q - 1) / 2 + best] >= 0 ? best : q;
    }
    return best;
  }
}
