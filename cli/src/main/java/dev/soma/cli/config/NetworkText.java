package dev.soma.cli.config;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The text of a network that cannot be read: what of it cannot, and the same network with nothing
/// but that corrected.
public final class NetworkText {
  /// The layers that there are, as their texts begin.
  private static final List<String> NAMES =
      Stream.of(Layer.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();

  /// What people type for an arrow.
  private static final String ARROW = "-\\s*>|=\\s*>|→|⇒|—>|–>";

  /// A number alone.
  private static final String COUNT = "\\d+";

  private NetworkText() {}

  /// What an error says where its fix is no correction of the text.
  public static final String EXAMPLE =
      "\nthe fix is an example: what was meant cannot be told from the text";

  /// All layers, without inputs, those that could not be read corrected: no text if there is none,
  /// empty if one cannot be corrected. A number alone is that of the units of a layer, the last one
  /// that of the outputs, which are no layer to be typed: `5 -> 16 -> 1` has `Dense(16, relu)`.
  public static Optional<String> layers(String text) {
    List<String> layers = new ArrayList<>();
    List<String> steps = layerSteps(text);
    for (String step : isCount(text) ? steps.subList(0, steps.size() - 1) : steps) {
      Optional<String> layer = isLayer(step) ? Optional.of(step) : corrected(step);
      if (layer.isEmpty()) {
        return Optional.empty();
      }
      layers.add(layer.get());
    }
    return Optional.of(String.join(" -> ", layers));
  }

  /// The inputs that a text begins with, in round brackets; empty if it begins with none.
  public static Optional<String> inputs(String text) {
    String first = steps(text).getFirst();
    return isInputs(first) ? Optional.of(closed(first)) : Optional.empty();
  }

  /// The output layer of a text that ends with a number alone; empty if it ends with none.
  public static Optional<String> output(String text) {
    String layer = "Dense(" + steps(text).getLast() + ", identity)";
    return isCount(text) && isLayer(layer) ? Optional.of(layer) : Optional.empty();
  }

  /// A text whose last layer, `Dense(1)`, is the number of its outputs alone.
  public static String counted(String text) {
    return text.replaceFirst("(?i)([>→⇒])\\s*dense\\s*[(\\[]\\s*(\\d+)\\s*[)\\]]\\s*$", "$1 $2");
  }

  /// A text without its first step, where that is neither inputs nor a layer.
  public static String behind(String text) {
    String first = steps(text).getFirst();
    boolean layer = NearestName.of(first.replaceFirst("\\W.*", ""), NAMES).isPresent();
    return isInputs(first) || layer || corrected(first).isPresent()
        ? text
        : text.replaceFirst("^.*?(" + ARROW + ")", "");
  }

  /// Whether a text ends with a number alone, behind something else.
  private static boolean isCount(String text) {
    List<String> steps = steps(text);
    return steps.size() > 1 && steps.getLast().matches(COUNT);
  }

  /// What an error says, and what it would say of the other layers that cannot be read.
  public static String message(String text, SomaException e) {
    StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
    for (String step : layerSteps(text)) {
      if (message.indexOf("at \"" + step + "\"") >= 0) {
        continue; // is said
      }
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

  /// What stands between arrows, without steps of nothing; one of nothing if that is all.
  private static List<String> steps(String text) {
    List<String> steps =
        Arrays.stream(text.split(ARROW, -1))
            .map(String::strip)
            .filter(step -> !step.isEmpty())
            .toList();
    return steps.isEmpty() ? List.of("") : steps;
  }

  private static List<String> layerSteps(String text) {
    List<String> steps = steps(text);
    return steps.subList(isInputs(steps.getFirst()) ? 1 : 0, steps.size());
  }

  private static boolean isInputs(String step) {
    return step.matches("\\d[^a-zA-Z]*|.*onehot.*"); // not 16, tanh
  }

  private static boolean isLayer(String text) {
    try {
      return !NetworkSpec.parseLayers(text).isEmpty();
    } catch (SomaException.Usage _) {
      return false;
    }
  }

  /// A layer with round brackets, then also around a number behind a name (`elu 0.3`), or with
  /// commas between words, then with the name that is nearest, or of units without a name (`16`,
  /// `[16]`, `16, tanh`), without an activation (`Dense(16)`) or behind it (`tanh 16`): the first
  /// of them that can be read, or whose activation has a nearest one with which it can be.
  private static Optional<String> corrected(String step) {
    String closed = closed(step);
    String called = closed.replaceAll("([a-z]\\w*)\\s+(\\d[\\w.]*)", "$1($2)");
    String parted = closed.replaceAll("(?<=[\\w)])\\s+(?=\\w)", ", ").replace(';', ',');
    String name = parted.replaceFirst("\\W.*", "");
    String named =
        NearestName.of(name, NAMES).map(n -> n + parted.substring(name.length())).orElse(parted);
    String bare = parted.replaceFirst("^\\((.*)\\)$", "$1");
    String units = "Dense(" + bare + (bare.matches(COUNT) ? ", relu)" : ")");
    String passive = named.replaceFirst("^Dense\\s*\\(\\s*(\\d+)\\s*\\)$", "Dense($1, relu)");
    List<String> all = new ArrayList<>(List.of(closed, called, parted, named, units, passive));
    if (Activation.names().contains(name)) {
      all.add(parted.replaceFirst("^\\w+\\W+(\\d+)\\)?$", "Dense($1, " + name + ")"));
    }
    return all.stream()
        .filter(NetworkText::isLayer)
        .findFirst()
        .or(() -> all.stream().flatMap(l -> activated(l).stream()).findFirst());
  }

  /// A layer with another activation, if that is what it lacks.
  private static Optional<String> activated(String layer) {
    try {
      return NetworkSpec.parseLayers(layer).isEmpty() ? Optional.empty() : Optional.of(layer);
    } catch (SomaException.Usage e) {
      return e.id().equals("E211")
          ? e.fixes().stream().filter(NetworkText::isLayer).findFirst()
          : Optional.empty();
    }
  }

  /// A step with round brackets, all of which are closed.
  private static String closed(String step) {
    String round = step.replace('[', '(').replace('{', '(').replace(']', ')').replace('}', ')');
    int open = round.chars().map(c -> c == '(' ? 1 : c == ')' ? -1 : 0).sum();
    return round + ")".repeat(Math.max(0, open));
  }
}
