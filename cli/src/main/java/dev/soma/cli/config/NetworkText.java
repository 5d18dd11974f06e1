package dev.soma.cli.config;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The text of a network that cannot be read: what of it cannot, and the same network with nothing
/// but that corrected.
public final class NetworkText {
  private static final List<String> NAMES =
      List.of(
          "Dense",
          "Maxout",
          "Embedding",
          "Members",
          "Scale",
          "LayerNorm",
          "BatchNorm",
          "Residual",
          "Dropout");

  private NetworkText() {}

  /// All layers, without inputs, those that could not be read corrected; empty if one cannot be
  /// corrected, or there is none.
  public static Optional<String> layers(String text) {
    List<String> layers = new ArrayList<>();
    for (String step : layerSteps(text)) {
      Optional<String> layer = isLayer(step) ? Optional.of(step) : corrected(step);
      if (layer.isEmpty()) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(String.join(" -> ", layers));
  }

  /// The inputs that a text begins with, in round brackets; empty if it begins with none.
  public static Optional<String> inputs(String text) {
    String first = steps(text).getFirst();
    return isInputs(first) ? Optional.of(closed(first)) : Optional.empty();
  }

  /// What an error says, and what it would say of the other layers that cannot be read.
  public static String message(String text, SomaException e) {
    StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
    for (String step : layerSteps(text)) {
      try {
        List<Layer> _ = NetworkSpec.parseLayers(step);
      } catch (SomaException.Usage other) {
        String why = String.valueOf(other.getMessage()).replaceFirst("^network text: ", "");
        if (message.indexOf(why) < 0) {
          message.append("\nalso: ").append(why);
        }
      }
    }
    return message.toString();
  }

  private static List<String> steps(String text) {
    return Arrays.stream(text.split("->|→", -1)).map(String::strip).toList();
  }

  private static List<String> layerSteps(String text) {
    List<String> steps = steps(text);
    return steps.subList(isInputs(steps.getFirst()) ? 1 : 0, steps.size());
  }

  private static boolean isInputs(String step) {
    return step.matches("(\\d|onehot).*");
  }

  private static boolean isLayer(String text) {
    try {
      return !NetworkSpec.parseLayers(text).isEmpty();
    } catch (SomaException.Usage _) {
      return false;
    }
  }

  /// A layer with round brackets, then also with commas between words, then with the name that is
  /// nearest: the first of them that can be read.
  private static Optional<String> corrected(String step) {
    String closed = closed(step);
    String parted = closed.replaceAll("(?<=[\\w)])\\s+(?=\\w)", ", ").replace(';', ',');
    String name = parted.replaceFirst("\\W.*", "");
    String named =
        NearestName.of(name, NAMES).map(n -> n + parted.substring(name.length())).orElse(parted);
    for (String layer : List.of(closed, parted, named)) {
      try {
        if (!NetworkSpec.parseLayers(layer).isEmpty()) {
          return Optional.of(layer);
        }
      } catch (SomaException.Usage e) {
        if (e.id().equals("E211")) {
          return e.fixes().stream().filter(NetworkText::isLayer).findFirst();
        }
      }
    }
    return Optional.empty();
  }

  /// A step with round brackets, all of which are closed.
  private static String closed(String step) {
    String round = step.replace('[', '(').replace('{', '(').replace(']', ')').replace('}', ')');
    int open = round.chars().map(c -> c == '(' ? 1 : c == ')' ? -1 : 0).sum();
    return round + ")".repeat(Math.max(0, open));
  }
}
