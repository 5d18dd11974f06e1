package dev.soma.cli.diagram;

import dev.soma.model.Model;
import dev.soma.nn.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What is drawn of a network: its layers, of wide ones the units that weigh most, and the trained
/// weights between them. Of a model of several members it is the first.
///
/// @param stages the inputs of W(1), then the units of each layer that has a W
/// @param weights those between two stages
/// @param notes what is not drawn
public record Diagram(List<Stage> stages, List<Weights> weights, List<String> notes) {
  /// How many units of a layer are drawn if nothing else is asked for, and the layers are few.
  private static final int UNITS = 12;

  private static final int EDGES = 1500;
  private static final int FEWEST = 3;

  /// Units side by side.
  ///
  /// @param symbol `a(2)`
  /// @param kind `64 selu`
  /// @param size how many units there are
  /// @param units those that are drawn, in their order
  public record Stage(String symbol, String kind, int size, List<Unit> units) {}

  /// A unit that is drawn.
  ///
  /// @param index from 1
  /// @param name of an input or an output; empty for a hidden unit
  /// @param bias NaN for an input
  public record Unit(int index, String name, double bias) {}

  /// Weights between the drawn units of two stages.
  ///
  /// @param symbol `W(1)`
  /// @param largest the largest |w| of all, drawn or not
  /// @param values `[drawn units of the later stage x drawn units of the earlier one]`
  public record Weights(String symbol, double largest, double[][] values) {}

  /// Copies.
  public Diagram {
    stages = List.copyOf(stages);
    weights = List.copyOf(weights);
    notes = List.copyOf(notes);
  }

  /// Of a model, with fewer units a layer the more layers there are.
  public static Diagram of(Model model) {
    List<TrainedLayer> layers = TrainedLayer.of(model.network());
    int most = (int) Math.floor(StrictMath.sqrt((double) EDGES / layers.size()));
    return of(model, layers, Math.clamp(most, FEWEST, UNITS));
  }

  private static Diagram of(Model model, List<TrainedLayer> layers, int most) {
    Names names = new Names(model);
    List<int[]> shown = new ArrayList<>();
    for (int s = 0; s <= layers.size(); s++) {
      shown.add(largest(scores(layers, s), most));
    }
    List<Stage> stages = new ArrayList<>();
    List<Weights> weights = new ArrayList<>();
    for (int s = 0; s <= layers.size(); s++) {
      List<Unit> units = new ArrayList<>();
      for (int i : shown.get(s)) {
        double bias = s == 0 ? Double.NaN : layers.get(s - 1).bias(i);
        String name = s == 0 ? names.input(i) : s == layers.size() ? names.output(i) : "";
        units.add(new Unit(i + 1, name, bias));
      }
      String kind = s == 0 ? names.kindOfInputs() : layers.get(s - 1).kind();
      int size = s == 0 ? layers.getFirst().inputs() : layers.get(s - 1).units();
      stages.add(new Stage("a(" + (s + 1) + ")", size + " " + kind, size, units));
      if (s > 0) {
        TrainedLayer layer = layers.get(s - 1);
        weights.add(
            new Weights(
                "W(" + s + ")", layer.largest(), layer.values(shown.get(s), shown.get(s - 1))));
      }
    }
    return new Diagram(stages, weights, notes(model, stages));
  }

  /// How much the units of a stage weigh: the length of what leads to them times that of what
  /// leaves them, as far as there is either.
  private static double[] scores(List<TrainedLayer> layers, int stage) {
    if (stage == 0) {
      return layers.getFirst().lengthsOut();
    }
    double[] scores = layers.get(stage - 1).lengthsIn();
    if (stage < layers.size()) {
      double[] out = layers.get(stage).lengthsOut();
      for (int i = 0; i < scores.length; i++) {
        scores[i] *= out[i];
      }
    }
    return scores;
  }

  /// The indices of the largest scores, in their order; of equals the first.
  private static int[] largest(double[] scores, int most) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a])) // stable
        .limit(most)
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }

  private static List<String> notes(Model model, List<Stage> stages) {
    List<String> notes = new ArrayList<>();
    if (model.members().size() > 1) {
      notes.add("the first of the " + model.members().size() + " networks of the model");
    }
    if (stages.stream().anyMatch(s -> s.units().size() < s.size())) {
      notes.add(
          "of wide layers the units that weigh most (length of the weights that lead to a unit"
              + " times length of those that leave it), the rest counted");
    }
    Map<String, String> not = new LinkedHashMap<>();
    for (Layer layer : model.network().spec().layers()) {
      switch (layer) {
        case Layer.Dense d -> {
          if (d.parametric()) {
            not.put("alpha", "the alpha of the activations are not drawn");
          }
        }
        case Layer.Scale _ -> {
          if (model.network().spec().members() == 1) {
            not.put("g", "weights are drawn times the factors g right before them");
          }
        }
        case Layer.Members m ->
            not.put(
                "members",
                m.members()
                    + " members share these weights: their factors are not drawn, biases"
                    + " are those of the first");
        case Layer.Maxout _ -> not.put("maxout", "of a maxout unit the piece with most weight");
        case Layer.LayerNorm _, Layer.BatchNorm _ -> not.put("norm", "norms are not drawn");
        case Layer.Residual _ -> not.put("residual", "links around layers are not drawn");
        case Layer.Embedding _, Layer.Dropout _ -> {}
      }
    }
    notes.addAll(not.values());
    return notes;
  }
}
