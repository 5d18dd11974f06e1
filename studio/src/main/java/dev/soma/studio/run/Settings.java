package dev.soma.studio.run;

import dev.soma.data.Table;
import dev.soma.data.text.NumberText;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.data.FormulaRows;
import dev.soma.studio.data.Known;
import dev.soma.studio.data.OwnPoints;
import dev.soma.studio.data.Problem;
import dev.soma.studio.data.Toys;
import dev.soma.train.TrainingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that determines a run, as it stands in the address of the page.
///
/// @param data a toy set, or `own` for the table that was given
/// @param rows of a toy set
/// @param noise of a toy set
/// @param network hidden units, `8, 8` or `none`, or hidden layers, `Dense(8, tanh) ->
///   Dropout(0.1)`
/// @param activation of hidden units
/// @param optimizer its text form
/// @param lr rate
/// @param l2 lambda
/// @param batch rows a step
/// @param init text form of the initial weights
/// @param bias start of the hidden biases
/// @param epochs at most
/// @param seed of the rows, their split, the initial weights and the order
/// @param formula of the toy set `formula`
/// @param gives what it gives: `numbers` or `classes`
/// @param points of one's own beside those of a toy set, as text: [OwnPoints]
/// @param keep whose weights stand at the end: of the `best` epoch, or of the `last`
public record Settings(
    String data,
    int rows,
    double noise,
    String network,
    String activation,
    String optimizer,
    double lr,
    double l2,
    int batch,
    String init,
    double bias,
    int epochs,
    long seed,
    String formula,
    String gives,
    String points,
    String keep) {
  /// The version of this list; a page of another version is refused.
  public static final int VERSION = 1;

  private static final double MOST_BIAS = 1e6;
  private static final String BEST = "best";
  private static final String LAST = "last";

  /// What the page begins with.
  public static final Settings START =
      new Settings(
          "moons",
          200,
          0.1,
          "8, 8",
          "tanh",
          "adam",
          0.01,
          0,
          16,
          "auto",
          0,
          1000,
          42,
          "sin(2*pi*x)",
          FormulaRows.NUMBERS,
          "",
          BEST);

  /// What is typed, over these settings.
  ///
  /// @param typed values by name, with `v`, the version
  /// @throws SomaException.Usage E290 for another version or an unknown name, E209 for a value that
  ///   cannot be read
  public Settings with(Map<String, ?> typed) {
    Object version = typed.get("v");
    if (version == null || !text(version).equals(Integer.toString(VERSION))) {
      throw new SomaException.Usage(
          "E290",
          "settings of version " + version + " · this page reads version " + VERSION,
          "open the page without what follows # in its address");
    }
    Map<String, Object> all = toMap();
    Known.require(typed.keySet(), all.keySet());
    typed.forEach((name, value) -> all.put(name, value == null ? "" : value));
    return new Settings(
        text(all.get("data")),
        whole(all, "rows"),
        number(all, "noise"),
        text(all.get("network")),
        text(all.get("activation")),
        text(all.get("optimizer")),
        number(all, "lr"),
        number(all, "l2"),
        whole(all, "batch"),
        text(all.get("init")),
        number(all, "bias"),
        whole(all, "epochs"),
        seed(all),
        text(all.get("formula")),
        text(all.get("gives")),
        text(all.get("points")),
        text(all.get("keep")));
  }

  /// The same for training on from a saved model, at the pace at which it was trained.
  Settings of(TrainingConfig config) {
    Optimizer optimizer = config.optimizer();
    return new Settings(
        Session.SAVED,
        rows,
        noise,
        network,
        activation,
        optimizer.toString(),
        optimizer.rate(),
        config.regularization().l2(),
        config.batch(),
        init,
        bias,
        epochs,
        config.seed(),
        formula,
        gives,
        points,
        keep);
  }

  /// The settings by name, with `v`.
  public Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("v", VERSION);
    all.put("data", data);
    all.put("rows", rows);
    all.put("noise", noise);
    all.put("network", network);
    all.put("activation", activation);
    all.put("optimizer", optimizer);
    all.put("lr", lr);
    all.put("l2", l2);
    all.put("batch", batch);
    all.put("init", init);
    all.put("bias", bias);
    all.put("epochs", epochs);
    all.put("seed", seed);
    all.put("formula", formula);
    all.put("gives", gives);
    all.put("points", points);
    all.put("keep", keep);
    return all;
  }

  /// Those that this run depends on, by name; the others are what was typed for another set.
  private Map<String, Object> used() {
    Map<String, Object> used = toMap();
    if (data.equals(Toys.FORMULA)) {
      used.put("formula", plainFormula());
    } else {
      used.keySet().removeAll(List.of("formula", "gives"));
    }
    boolean saved = data.equals(Session.SAVED);
    if (saved || data.equals(Session.OWN)) {
      used.keySet().removeAll(List.of("rows", "noise", "points"));
    }
    if (saved) { // the network stays as it is
      used.keySet().removeAll(List.of("network", "activation", "init", "bias"));
    }
    return used;
  }

  /// The formula without the spaces that are typed in it.
  String plainFormula() {
    return formula.replaceAll("\\s+", "");
  }

  /// What is other than in other settings, in words, `lr 0.01, l2 0.1`; empty if nothing is. What
  /// this run does not depend on is left out.
  public String other(Settings than) {
    Map<String, Object> theirs = than.used();
    List<String> words = new ArrayList<>();
    used()
        .forEach(
            (name, value) -> {
              if (!value.equals(theirs.getOrDefault(name, ""))) {
                words.add(name.equals("points") ? "other points" : name + " " + shown(value));
              }
            });
    return String.join(", ", words);
  }

  /// The rows of a toy set, with points of one's own.
  ///
  /// @throws SomaException if there is no such set, or a setting of it cannot be read
  Problem toy() {
    Table table =
        data.equals(Toys.FORMULA)
            ? FormulaRows.table(formula, gives, rows, noise, seed)
            : Toys.table(data, rows, noise, seed);
    return Problem.toy(data, table, OwnPoints.parse(points), seed);
  }

  /// The network for a problem: hidden layers, then the output layer that goes with the target; or
  /// the one that a training goes on from.
  ///
  /// @throws SomaException.Usage E209 to E212 for a text that cannot be read
  public NetworkSpec spec(Problem problem) {
    if (problem.start() != null) {
      return problem.start().spec();
    }
    return Recipe.network(
        problem.preparation().encoder().shape(),
        hidden(),
        problem.preparation().target(),
        problem.loss());
  }

  /// The hidden layers.
  ///
  /// @throws SomaException.Usage as for [#spec(Problem)]
  public List<Layer> hidden() {
    String text = network.strip();
    if (text.isEmpty() || text.equals("none")) {
      return List.of();
    }
    if (!text.matches("[\\d\\s,-]+")) {
      return NetworkSpec.parseLayers(text);
    }
    Activation function = Activation.parse(activation);
    List<Layer> layers = new ArrayList<>();
    for (String units : text.split(",", -1)) {
      try {
        layers.add(new Layer.Dense(Integer.parseInt(units.strip()), function));
      } catch (IllegalArgumentException _) {
        throw new SomaException.Usage(
            "E209",
            "network \"" + text + "\" · expected units with commas between them, or none",
            "network 8, 8");
      }
    }
    return layers;
  }

  /// How the network is trained: what the recipe says of these rows, with these settings.
  ///
  /// @throws SomaException.Usage E201 or E209 for a number out of its range, E217 or E230 for an
  ///   unknown name
  public TrainingConfig config(Problem problem) {
    requireRanges();
    var train = problem.preparation().split().train();
    return Recipe.of(Effort.FAST, train, train.rows())
        .config(problem.loss(), seed)
        .optimizer(steps())
        .schedule(Schedule.CONSTANT)
        .regularization(penalty())
        .initializer(Initializer.parse(init), bias)
        .batch(batch)
        .epochs(epochs)
        .patience(0);
  }

  /// Whether the weights of the last epoch stay at the end, and not those of the best.
  boolean keepsLast() {
    return keep.equals(LAST);
  }

  private void requireRanges() {
    if (!keep.equals(BEST) && !keepsLast()) {
      throw new SomaException.Usage(
          "E209", "keep \"" + keep + "\" · expected best or last", "keep best");
    }
    if (batch < 1) {
      throw outside("batch", batch, ">= 1");
    }
    if (epochs < 1) {
      throw outside("epochs", epochs, ">= 1");
    }
    if (!(Math.abs(bias) <= MOST_BIAS)) {
      throw outside("bias", bias, "-1,000,000 to 1,000,000");
    }
  }

  private Regularization penalty() {
    if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
      throw new SomaException.Usage(
          "E209", "l2 \"" + shown(l2) + "\" · expected a finite number >= 0", "l2 0");
    }
    return Regularization.l2(l2);
  }

  /// The optimizer with its rate; L-BFGS finds the length of a step itself.
  private Optimizer steps() {
    Optimizer chosen = Optimizer.parse(optimizer);
    if (!(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new SomaException.Usage(
          "E209", "lr \"" + shown(lr) + "\" · expected a finite number > 0", "lr 0.01");
    }
    return chosen instanceof Optimizer.Stochastic s ? s.withRate(lr) : chosen;
  }

  private static String text(@Nullable Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? Long.toString(d.longValue())
        : String.valueOf(value);
  }

  private static int whole(Map<String, ?> all, String name) {
    try {
      return Integer.parseInt(text(all.get(name)).strip());
    } catch (NumberFormatException _) {
      throw bad(all, name, "a whole number");
    }
  }

  private static long seed(Map<String, ?> all) {
    try {
      return Long.parseLong(text(all.get("seed")).strip());
    } catch (NumberFormatException _) {
      throw bad(all, "seed", "a whole number");
    }
  }

  private static double number(Map<String, ?> all, String name) {
    try {
      return Double.parseDouble(text(all.get(name)).strip());
    } catch (NumberFormatException _) {
      throw bad(all, name, "a number");
    }
  }

  private static SomaException.Usage outside(String name, Number got, String range) {
    return new SomaException.Usage(
        "E201", name + " must be " + range + ", got " + shown(got), usual(name));
  }

  private static SomaException.Usage bad(Map<String, ?> all, String name, String expected) {
    return new SomaException.Usage(
        "E209", name + " \"" + shown(all.get(name)) + "\" · expected " + expected, usual(name));
  }

  /// A setting with what the page begins with.
  private static String usual(String name) {
    return name + " " + shown(START.toMap().get(name));
  }

  /// A value as it would be typed.
  private static String shown(@Nullable Object value) {
    return value instanceof Double d ? NumberText.typed(d) : String.valueOf(value);
  }
}
