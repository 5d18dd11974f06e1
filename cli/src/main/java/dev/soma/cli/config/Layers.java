package dev.soma.cli.config;

import dev.soma.data.encode.Encoder;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Front;
import dev.soma.recipe.effort.Recipe;
import java.util.ArrayList;
import java.util.List;

/// The network that the settings describe.
public final class Layers {
  private Layers() {}

  /// The network.
  ///
  /// @param s every value decided
  /// @param recipe of the effort
  /// @throws SomaException.Usage naming the flag whose value cannot be read
  /// @throws SomaException.Mismatch E520 if a network was typed with other inputs than the data has
  public static NetworkSpec of(Settings s, Recipe recipe, Preparation preparation, Loss loss) {
    InputShape inputs = preparation.encoder().shape();
    Layer.Dense output = Recipe.output(preparation.target(), loss);
    String text = s.text(Key.NETWORK);
    if (text.isEmpty() || s.text(Key.MODEL).equals("perceptron")) {
      Activation activation = Typed.read(s, Key.ACTIVATION, Activation.names(), Activation::parse);
      NumberEmbedding numbers =
          Typed.read(s, Key.EMBEDDING, List.of("none"), NumberEmbedding::parse);
      double rate = dropout(s);
      Front front = recipe.front().numbers(numbers);
      return recipe
          .front(rate == 0 ? front.dropout(0) : front)
          .hidden(units(s), activation, rate)
          .network(preparation.encoder(), preparation.target(), loss);
    }
    List<Layer> layers =
        new ArrayList<>(Typed.read(s, Key.NETWORK, List.of(), NetworkSpec::parseLayers));
    if (!isOutput(layers, output)) {
      layers.add(output.after(layers));
    }
    require(s, List.of(preparation.encoder()));
    return Typed.read(s, Key.NETWORK, List.of(), _ -> new NetworkSpec(inputs, layers));
  }

  /// The error of a network that is too large (E219), with a fix that goes with how it was given.
  public static SomaException refused(Settings s, SomaException.Usage e) {
    return e.id().equals("E219") && s.given(Key.NETWORK)
        ? e.said(
            String.valueOf(e.getMessage()),
            List.of(Key.NETWORK.flag() + " 'Dense(256, relu) -> Dense(256, relu)'"))
        : e;
  }

  /// Whether there may be an output layer and no other: none hidden, or one layer typed in full.
  public static boolean mayBeAlone(Settings s) {
    String text = s.text(Key.NETWORK);
    return text.isEmpty() ? s.text(Key.HIDDEN).equals("none") : !text.contains("->");
  }

  /// Whether a network was typed that does not go with any inputs.
  public static boolean namesInputs(Settings s) {
    return TypedInputs.of(s).isPresent();
  }

  /// Refuses a typed network that does not go with the inputs of all rows.
  ///
  /// @param rows what was learned of the columns, one a fold; one alone without folds
  /// @throws SomaException.Mismatch E520 naming the fold and the columns
  /// @throws SomaException.Usage E212 if a fold has fewer numbers than the network embeds
  public static void require(Settings s, List<Encoder> rows) {
    TypedInputs.of(s).ifPresent(typed -> typed.require(rows));
  }

  /// Whether the last layer is meant as the output: softmax or exp always, others if they have the
  /// units and an activation that an output can have.
  private static boolean isOutput(List<Layer> layers, Layer.Dense output) {
    if (layers.isEmpty() || !(layers.getLast() instanceof Layer.Dense last)) {
      return false;
    }
    return switch (last.activation()) {
      case Activation.Softmax _, Activation.Exponential _ -> true;
      case Activation.Logistic _, Activation.Identity _, Activation.Step _ ->
          last.units() == output.units();
      default -> false;
    };
  }

  /// The rate of dropout.
  static double dropout(Settings s) {
    double rate = s.real(Key.DROPOUT);
    if (!(rate >= 0 && rate < 1)) {
      throw s.bad(Key.DROPOUT, "a rate from 0 to below 1", "--dropout 0.1");
    }
    return rate;
  }

  /// The units of the hidden layers; none for a linear model.
  static List<Integer> units(Settings s) {
    List<Integer> units = new ArrayList<>();
    if (s.text(Key.HIDDEN).equals("none")) {
      return units;
    }
    for (String text : s.text(Key.HIDDEN).split(",", -1)) {
      try {
        units.add(new Layer.Dense(Integer.parseInt(text.strip()), Activation.RELU).units());
      } catch (IllegalArgumentException _) {
        throw s.bad(Key.HIDDEN, "units with commas between them, or none", "--hidden 64,64");
      }
    }
    return units;
  }
}
