package dev.soma.cli.config;

import dev.soma.cli.screen.Text;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.InputShape;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a network typed with `--network` says of its inputs: `6 + onehot(3, 2) -> ...`, or an
/// embedding of so many numbers.
///
/// Inputs are those of the rows that a network learns from, so each fold may have others.
///
/// @param text that was typed
/// @param shape the inputs that it begins with; null if it begins with a layer
/// @param layers behind them
record TypedInputs(String text, @Nullable InputShape shape, List<Layer> layers) {
  private static final String ARROW = "->|→";

  /// Entries of a list that are named.
  private static final int SHOWN = 3;

  /// A layer for a network that has none.
  private static final Layer SOME = new Layer.Dense(16, Activation.RELU);

  /// What was typed; empty if that fits any inputs.
  static Optional<TypedInputs> of(Settings s) {
    String text = s.text(Key.NETWORK).strip();
    if (text.isEmpty() || s.text(Key.MODEL).equals("perceptron")) {
      return Optional.empty();
    }
    List<Layer> layers = Typed.read(s, Key.NETWORK, List.of(), NetworkSpec::parseLayers);
    String inputs = text.split(ARROW, 2)[0] + " -> Dense(1, identity)";
    InputShape shape =
        text.matches("(\\d|onehot).*")
            ? Typed.read(s, Key.NETWORK, List.of(), _ -> NetworkSpec.parse(inputs)).input()
            : null;
    TypedInputs typed = new TypedInputs(text, shape, layers);
    boolean fitsAny = shape == null && !(typed.first() instanceof Layer.Embedding);
    return fitsAny ? Optional.empty() : Optional.of(typed);
  }

  /// Refuses rows that have another number of inputs.
  ///
  /// @param rows what was learned of them, one a fold; one alone without folds
  /// @throws SomaException.Mismatch E520 naming the first fold whose rows differ, and the columns
  /// @throws SomaException.Usage E212 if a fold has fewer numbers than are embedded
  void require(List<Encoder> rows) {
    for (int fold = 0; fold < rows.size(); fold++) {
      InputShape own = rows.get(fold).shape();
      String whose = rows.size() == 1 ? "the data has " : "fold " + (fold + 1) + " has ";
      if (shape != null && own.units() != shape.units()) {
        throw new SomaException.Mismatch(
            "E520",
            "wrong shape · --network begins with "
                + Text.count(shape.units(), "input")
                + ", "
                + whose
                + Text.count(own.units())
                + "\n"
                + whose
                + Text.list(differences(shape, rows.get(fold), rows), SHOWN),
            fixes(shape, rows));
      }
      if (first() instanceof Layer.Embedding e && e.columns() > own.numbers()) {
        throw new SomaException.Usage(
            "E212",
            "--network · " + e + " wants " + e.columns() + " numbers, " + whose + own.numbers(),
            layersAlone(rows));
      }
    }
  }

  private @Nullable Layer first() {
    return layers.isEmpty() ? null : layers.getFirst();
  }

  /// What a fold has that the network says otherwise.
  private static List<String> differences(InputShape typed, Encoder fold, List<Encoder> rows) {
    List<String> all = new ArrayList<>();
    if (fold.shape().numbers() != typed.numbers()) {
      all.add(
          Text.count(fold.shape().numbers(), "number")
              + without(typed, fold, rows)
              + where(typed.numbers()));
    }
    List<InputColumn.CategoryInput> columns =
        fold.columns().stream().flatMap(c -> c.asCategory().stream()).toList();
    if (columns.size() != typed.categories()) {
      all.add(
          Text.count(columns.size(), "column")
              + " with levels"
              + named(columns.size() - typed.categories(), fold)
              + where(typed.categories()));
      return all;
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).size() != typed.levels().get(i)) {
        all.add(
            Text.count(columns.get(i).size(), "level")
                + " of "
                + quoted(columns.get(i).name())
                + where(typed.levels().get(i)));
      }
    }
    return all;
  }

  /// The columns with levels: the numbers alone if they are those that are too many.
  private static String named(int more, Encoder fold) {
    List<InputColumn> levelled =
        fold.columns().stream().filter(c -> c.asCategory().isPresent()).toList();
    List<InputColumn> numbers =
        levelled.stream().filter(c -> c instanceof InputColumn.LevelledInput).toList();
    boolean some = numbers.size() == more;
    List<String> names = (some ? numbers : levelled).stream().map(c -> quoted(c.name())).toList();
    return names.isEmpty() ? "" : (some ? " (numbers: " : " (") + Text.list(names, SHOWN) + ")";
  }

  private static String where(int count) {
    return " where the network has " + Text.count(count);
  }

  /// Number inputs of a fold that has as many as the network which another fold lacks.
  private static String without(InputShape typed, Encoder fold, List<Encoder> rows) {
    Set<String> here = new HashSet<>(fold.inputNames());
    List<String> absent =
        rows.stream()
            .filter(e -> e.shape().numbers() == typed.numbers())
            .limit(1)
            .flatMap(e -> e.inputNames().subList(0, typed.numbers()).stream())
            .filter(name -> !here.contains(name))
            .map(TypedInputs::quoted)
            .toList();
    return absent.isEmpty() ? "" : " (no " + Text.list(absent, SHOWN) + ")";
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }

  /// What works: numbers without levels where the network was written for such, as one of before
  /// there were levels of numbers; always the layers alone, which take what inputs there are.
  private String[] fixes(InputShape typed, List<Encoder> rows) {
    String alone = layersAlone(rows);
    return rows.stream().allMatch(e -> unitsOfNumbersAlone(e) == typed.units())
        ? new String[] {"--repeated-values numbers", alone}
        : new String[] {alone};
  }

  /// How many inputs there are if numbers have no levels.
  private static int unitsOfNumbersAlone(Encoder encoder) {
    int levels =
        encoder.columns().stream()
            .filter(c -> c instanceof InputColumn.LevelledInput)
            .flatMap(c -> c.asCategory().stream())
            .mapToInt(InputColumn.CategoryInput::size)
            .sum();
    return encoder.shape().units() - levels;
  }

  /// The network without its inputs, and with an embedding that all folds have numbers for.
  private String layersAlone(List<Encoder> rows) {
    int least = rows.stream().mapToInt(e -> e.shape().numbers()).min().orElse(0);
    List<Layer> fitting = new ArrayList<>(layers.isEmpty() ? List.of(SOME) : layers);
    if (first() instanceof Layer.Embedding e && e.columns() > least) {
      fitting.set(0, new Layer.Embedding(e.numbers(), least, e.size()));
    }
    String typed = fitting.stream().map(Layer::toString).collect(Collectors.joining(" -> "));
    return "--network " + Text.quoted(typed);
  }
}
