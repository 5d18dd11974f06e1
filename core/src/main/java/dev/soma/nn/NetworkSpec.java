package dev.soma.nn;

import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a network is, without its weights.
///
/// The text form is `4 -> Dense(16, relu) -> Dropout(0.1) -> Dense(3, softmax)`: inputs, then
/// layers. With category columns the inputs are `6 + onehot(3, 2)`: 6 numbers and two columns of 3
/// and 2 levels. Any depth and width; the last layer must be [Layer.Dense], so no hidden layer is
/// `4 -> Dense(1, logistic)`. Layers with weights are numbered l = 1 .. n_l - 1 as in the lecture:
/// W(l) connects layer l to l + 1.
///
/// @param input what enters
/// @param layers from the first to the output layer
public record NetworkSpec(InputShape input, List<Layer> layers) {
  /// Checks that the layers form a network.
  ///
  /// @throws SomaException.Usage E212 if they do not, E219 if a row is too wide for an array
  public NetworkSpec {
    layers = List.copyOf(layers);
    if (input.units() == 0) {
      throw new SomaException.Usage("E212", "a network needs at least one input");
    }
    if (layers.isEmpty() || !(layers.getLast() instanceof Layer.Dense)) {
      throw new SomaException.Usage(
          "E212",
          "the last layer must be Dense, got " + (layers.isEmpty() ? "none" : layers.getLast()),
          "4 -> Dense(1, logistic)");
    }
    checkEmbedding(input, layers);
    checkMembers(input, layers);
    checkWidths(input, layers);
    checkResiduals(input, layers);
    if (layers.getLast() instanceof Layer.Dense d && d.parametric()) {
      throw new SomaException.Usage(
          "E212",
          "the output layer cannot be parametric: " + d,
          new Layer.Dense(d.units(), d.activation(), d.ntp(), false, d.members()).toString());
    }
    for (Layer layer : layers.subList(0, layers.size() - 1)) {
      if (layer instanceof Layer.Dense d
          && (d.activation() instanceof Activation.Softmax
              || d.activation() instanceof Activation.Exponential)) {
        throw new SomaException.Usage(
            "E212", d.activation() + " is for the output layer, not for a hidden layer: " + layer);
      }
    }
  }

  private static void checkEmbedding(InputShape input, List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Embedding e && (i > 0 || e.columns() > input.numbers())) {
        throw new SomaException.Usage(
            "E212",
            i > 0
                ? "an embedding must be the first layer: " + e
                : e + " wants " + e.columns() + " numbers, the inputs are " + input);
      }
    }
  }

  private static void checkResiduals(InputShape input, List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Residual r && !links(input, layers, i, r.span())) {
        int from = i - r.span();
        int[] widths = widths(input, layers);
        String why = " leads around " + r.span() + " layers, before it stand only " + i;
        if (from >= 0) {
          why =
              layers.get(from) instanceof Layer.Embedding
                  ? " cannot begin before an embedding"
                  : String.format(
                      Locale.ROOT,
                      " adds what enters %s, %d numbers, to %d numbers: both must be as many",
                      layers.get(from),
                      widths[from],
                      widths[i]);
        }
        String fix = repaired(input, layers, i, from < 0 ? 1 : r.span());
        throw new SomaException.Usage(
            "E212", r + why, fix.isEmpty() ? new String[0] : new String[] {fix});
      }
    }
  }

  /// That the numbers of a row fit into an array behind every layer.
  private static void checkWidths(InputShape input, List<Layer> layers) {
    InputShape in = input;
    for (Layer layer : layers) {
      int width;
      try {
        width = layer.outputs(in);
      } catch (ArithmeticException _) { // beyond any array
        width = Integer.MAX_VALUE;
      }
      if (width > Parameters.MOST) {
        throw new SomaException.Usage(
            "E219",
            String.format(
                Locale.ROOT,
                "too large · %s, which %,d numbers of a row enter; there may be at most %,d behind"
                    + " it",
                layer,
                in.units(),
                Parameters.MOST),
            "--hidden 256,256");
      }
      in = InputShape.of(width);
    }
  }

  /// Whether what enters the layer `span` before position `i` can be added to what enters that one.
  private static boolean links(InputShape input, List<Layer> layers, int i, int span) {
    int[] widths = widths(input, layers);
    int from = i - span;
    return from >= 0 && widths[from] == widths[i] && !(layers.get(from) instanceof Layer.Embedding);
  }

  /// The network with a link there that fits: as asked if the dense layer before it is made as wide
  /// as wanted, else the shortest; empty if there is none.
  private static String repaired(InputShape input, List<Layer> layers, int i, int asked) {
    for (int k = 0; k <= i && i > 0; k++) {
      int span = k == 0 ? asked : k;
      List<Layer> changed = new ArrayList<>(layers);
      changed.set(i, new Layer.Residual(span));
      if (layers.get(i - 1) instanceof Layer.Dense d && !links(input, changed, i, span)) {
        int width = widths(input, layers)[i - span];
        changed.set(i - 1, new Layer.Dense(width, d.activation(), d.ntp(), d.parametric()));
      }
      if (links(input, changed, i, span)) {
        return text(input, changed);
      }
    }
    return "";
  }

  /// Units that enter each layer.
  private static int[] widths(InputShape input, List<Layer> layers) {
    int[] widths = new int[layers.size()];
    InputShape in = input;
    for (int i = 0; i < widths.length; i++) {
      widths[i] = in.units();
      in = InputShape.of(layers.get(i).outputs(in));
    }
    return widths;
  }

  /// That members begin once, and all that follows is theirs.
  private static void checkMembers(InputShape input, List<Layer> layers) {
    int members = 1;
    for (Layer layer : layers) {
      boolean fits =
          switch (layer) {
            case Layer.Members _, Layer.Maxout _ -> members == 1;
            case Layer.Dense d -> d.members() == members;
            case Layer.LayerNorm _, Layer.BatchNorm _, Layer.Residual _ -> members == 1;
            case Layer.Embedding _, Layer.Scale _, Layer.Dropout _ -> true;
          };
      if (!fits) {
        throw new SomaException.Usage(
            "E212",
            members == 1
                ? layer + " needs Members before it"
                : layer + " cannot follow Members(" + members + ")",
            text(input, withMembers(layers)));
      }
      members = layer instanceof Layer.Members m ? m.members() : members;
    }
  }

  /// The network with every dense layer after the first members theirs, and without what cannot
  /// follow them.
  private static List<Layer> withMembers(List<Layer> layers) {
    List<Layer> kept = new ArrayList<>();
    int members = 1;
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Dense d ->
            kept.add(new Layer.Dense(d.units(), d.activation(), d.ntp(), d.parametric(), members));
        case Layer.Embedding _, Layer.Scale _, Layer.Dropout _ -> kept.add(layer);
        case Layer.Members _,
            Layer.Maxout _,
            Layer.LayerNorm _,
            Layer.BatchNorm _,
            Layer.Residual _ -> {
          if (members == 1) {
            kept.add(layer);
          }
        }
      }
      members = members == 1 && layer instanceof Layer.Members m ? m.members() : members;
    }
    return kept;
  }

  /// Layers on number inputs.
  public static NetworkSpec of(int inputs, Layer... layers) {
    return new NetworkSpec(InputShape.of(inputs), List.of(layers));
  }

  /// Reads the text form; inverse of [#toString] but for custom activations.
  ///
  /// @throws SomaException.Usage E210 to E212, naming the step that cannot be read
  public static NetworkSpec parse(String text) {
    return parse(text, List.of());
  }

  /// Reads the text form with activations of one's own, `Dense(4, custom(name))`.
  ///
  /// @param own the activations that may be named
  /// @throws SomaException.Usage E210 to E212, naming the step that cannot be read
  public static NetworkSpec parse(String text, List<Activation.Custom> own) {
    List<String> steps = SpecParser.steps(text);
    InputShape input = SpecParser.input(steps.getFirst());
    return new NetworkSpec(input, layers(steps, 1, own));
  }

  /// Reads layers without inputs: `Dense(16, relu) -> Dense(3, softmax)`.
  ///
  /// @throws SomaException.Usage E210 or E211
  public static List<Layer> parseLayers(String text) {
    List<String> steps = SpecParser.steps(text);
    return layers(steps, SpecParser.isInput(steps.getFirst()) ? 1 : 0, List.of());
  }

  private static List<Layer> layers(List<String> steps, int from, List<Activation.Custom> own) {
    List<Layer> layers = new ArrayList<>();
    for (int i = from; i < steps.size(); i++) {
      try {
        layers.add(SpecParser.layer(steps.get(i), own));
      } catch (SomaException e) {
        throw e.id().equals("E211") ? whole(e, steps, i) : e;
      }
    }
    return layers;
  }

  /// The same error with whole networks as fixes, in place of layers.
  private static SomaException whole(SomaException e, List<String> steps, int at) {
    List<String> networks = new ArrayList<>();
    for (String layer : e.fixes()) {
      List<String> fixed = new ArrayList<>(steps);
      fixed.set(at, layer);
      networks.add(String.join(" -> ", fixed));
    }
    return e.said(String.valueOf(e.getMessage()), networks);
  }

  /// The output layer.
  public Layer.Dense output() {
    return (Layer.Dense) layers.getLast();
  }

  /// How many networks are in this one, 1 without [Layer.Members].
  public int members() {
    return output().members();
  }

  /// Number of outputs, s_nl; of one member, or of their mean.
  public int outputs() {
    return output().units();
  }

  /// Units that enter layer `index` (0-based position in [#layers]).
  public int inputsOf(int index) {
    return inputOf(index).units();
  }

  /// The residual links that begin at layer `index`: positions of [Layer.Residual], in order.
  public List<Integer> linksFrom(int index) {
    List<Integer> links = new ArrayList<>();
    for (int i = index + 1; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Residual r && i - r.span() == index) {
        links.add(i);
      }
    }
    return links;
  }

  /// What enters layer `index`: the inputs of the network, or numbers that left the layer before.
  public InputShape inputOf(int index) {
    InputShape in = input;
    for (Layer layer : layers.subList(0, index)) {
      in = InputShape.of(layer.outputs(in));
    }
    return in;
  }

  /// The text form.
  @Override
  public String toString() {
    return text(input, layers);
  }

  private static String text(InputShape input, List<Layer> layers) {
    StringBuilder text = new StringBuilder(input.toString());
    for (Layer layer : layers) {
      text.append(" -> ").append(layer);
    }
    return text.toString();
  }
}
