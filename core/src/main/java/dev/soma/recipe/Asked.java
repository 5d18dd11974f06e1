package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.effort.Convex;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.recipe.tune.Setting;
import dev.soma.recipe.tune.Space;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What was asked of an [Mlp], and what follows from it for some rows. It changes while it is
/// copied, and never after that.
final class Asked {
  private static final long SEED = 42;
  private static final String THRESHOLD = "threshold";

  private final boolean classifier;
  @Nullable Effort effort;
  @Nullable List<Layer> hidden;
  @Nullable Loss loss;
  @Nullable Metric metric;
  UnaryOperator<Encoder.Rules> rules = r -> r;
  ClassWeights classes = ClassWeights.NONE;
  Calibration.Rules calibration = Calibration.Rules.STANDARD;
  Execution execution;
  UnaryOperator<TrainingConfig> settings = c -> c;
  UnaryOperator<Recipe> change = r -> r;

  /// Nothing but the kind of the target.
  Asked(boolean classifier, Execution execution) {
    this.classifier = classifier;
    this.execution = execution;
  }

  /// The same with something else.
  Asked with(Consumer<Asked> said) {
    Asked copy = new Asked(classifier, execution);
    copy.effort = effort;
    copy.hidden = hidden;
    copy.loss = loss;
    copy.metric = metric;
    copy.rules = rules;
    copy.classes = classes;
    copy.calibration = calibration;
    copy.settings = settings;
    copy.change = change;
    said.accept(copy);
    return copy;
  }

  Effort effort() {
    return effort != null ? effort : hidden == null ? Effort.NORMAL : Effort.FAST;
  }

  /// How many folds the training rows are cut into; 0 where there are validation rows, or where the
  /// recipe has none.
  int folds(Split parts) {
    return parts.validation().rows() > 0 ? 0 : Recipe.folds(effort(), parts.train());
  }

  /// The metric that chooses the best epoch.
  Metric best(Table train) {
    Recipe own = recipe(train, 0);
    return metric != null ? metric : loss == null ? own.metric() : own.metric(loss);
  }

  long seed(Table train) {
    return config(recipe(train, 0), Loss.SQUARED_ERROR).seed();
  }

  /// @param count of training rows that the recipe is for; 0 for those that are there
  Recipe recipe(Table train, int count) {
    Recipe own = change.apply(Recipe.of(effort(), train, count == 0 ? train.rows() : count));
    boolean whole = config(own, Loss.SQUARED_ERROR).optimizer() instanceof Optimizer.Lbfgs;
    return whole ? own.steady() : own;
  }

  private TrainingConfig config(Recipe recipe, Loss chosen) {
    return settings.apply(recipe.config(chosen, SEED));
  }

  /// What is trained, and how.
  ///
  /// @param heldOut rows of a fold that are held out; null without folds
  /// @param count of training rows that the recipe is for; 0 for those of the parts
  Ensemble.Job job(Split parts, @Nullable Table heldOut, int count) {
    Task task = parts.train().task();
    if (task.isClassification() != classifier) {
      throw new SomaException.Usage(
          "E240",
          "the target "
              + parts.train().targets()
              + " asks for "
              + task
              + ", this is a "
              + (classifier ? "classifier" : "regressor"),
          classifier ? "Mlp.regressor()" : "Mlp.classifier()");
    }
    Loss chosen = loss == null ? Recipe.loss(task) : loss;
    Preparation rows = Preparation.of(parts, rules(parts.train()), chosen, classes);
    Recipe recipe = recipe(rows.split().train(), count);
    NetworkSpec network =
        hidden == null
            ? recipe.network(rows.encoder(), rows.target(), chosen)
            : Recipe.network(rows.encoder().shape(), hidden, rows.target(), chosen);
    Fit.requireTwo(calibration, rows.target(), network.output().activation());
    boolean convex =
        Convex.applies(network, chosen, rows.training().rows()) && isOpen(rows.split().train());
    Recipe steps = convex ? Convex.recipe(recipe) : recipe;
    return new Ensemble.Job(rows, network, config(steps, chosen), heldOut);
  }

  /// Whether nothing was said of how steps are made.
  private boolean isOpen(Table train) {
    Recipe usual = Recipe.of(effort(), train, train.rows());
    TrainingConfig before = usual.config(Loss.SQUARED_ERROR, SEED);
    TrainingConfig said = config(change.apply(usual), Loss.SQUARED_ERROR);
    return said.optimizer().equals(before.optimizer())
        && said.schedule().equals(before.schedule())
        && said.pace().equals(before.pace())
        && said.batch() == before.batch()
        && said.regularization().l1() == 0
        && said.regularization().maxNorm() == Double.POSITIVE_INFINITY
        && said.clipping().equals(before.clipping())
        && !said.keep().mean();
  }

  private Encoder.Rules rules(Table train) {
    return rules.apply(Recipe.rules(effort(), train));
  }

  /// What a search may vary: the settings that were not said.
  ///
  /// @param own recipe of the rows that the first network learns from
  Space space(Recipe own) {
    TrainingConfig told = config(own, Loss.SQUARED_ERROR);
    List<Setting> said = new ArrayList<>();
    if (hidden != null) {
      said.addAll(List.of(Setting.HIDDEN, Setting.ACTIVATION, Setting.DROPOUT, Setting.EMBEDDING));
    }
    if (!told.optimizer().equals(own.optimizer())) {
      said.addAll(List.of(Setting.LR, Setting.DECAY));
    }
    if (told.batch() != own.batch()) {
      said.add(Setting.BATCH);
    }
    return Space.around(own.optimizer(told.optimizer())).without(said);
  }

  /// What determines the model besides the settings of the training, by name, as far as it is not
  /// what it usually is: so the provenance of a usual model stays as it was.
  Map<String, String> ofRows() {
    Map<String, String> all = new TreeMap<>();
    if (!classes.equals(ClassWeights.NONE)) {
      all.put("class_weight", classes.toString());
    }
    if (!calibration.temperature()) {
      all.put("calibrate", "off");
    }
    if (Double.isNaN(calibration.threshold())) {
      all.put(THRESHOLD, "auto");
    } else if (calibration.threshold() != 0.5) {
      all.put(THRESHOLD, Double.toString(calibration.threshold()));
    }
    return all;
  }

  /// All that was asked for and that decides results, by name, as it comes out for the first
  /// network: what the log of a search has to hold.
  Map<String, String> facts(Ensemble.Job first, Table train) {
    Map<String, String> all = new TreeMap<>(ofRows());
    all.putAll(first.config().settings());
    all.put("max_steps", Long.toString(first.config().maxSteps()));
    all.put("network", first.network().toString());
    all.put("target", String.join(",", train.targets()));
    all.put("effort", effort().label());
    all.put("rules", rules(train).toString());
    all.put("members", Integer.toString(recipe(train, 0).members()));
    return all;
  }

  /// What a training comes to that a caller in Java asked for.
  ///
  /// @throws SomaException.Usage E209 if there are no rows, or nobody to tell
  /// @throws SomaException as the training, with fixes in Java
  static <T> T fitted(
      Split parts, TrainingListener listener, BiFunction<Split, TrainingListener, T> training) {
    String works = "fit(parts, TrainingListener.silent())";
    Split rows = Given.some(parts, "fit", works);
    TrainingListener told = Given.some(listener, "fit", works);
    try {
      return training.apply(rows, told);
    } catch (SomaException e) {
      throw inJava(e);
    }
  }

  /// An error of a training as a caller in Java can mend it: with methods in place of the flags of
  /// the settings that an [Mlp] has. Flags of reading a table stay as they are.
  private static SomaException inJava(SomaException e) {
    String message = String.valueOf(e.getMessage());
    List<String> fixes = e.fixes().stream().map(Asked::inJava).toList();
    String said = message.replaceFirst("^--(?=threshold ·)", "");
    return fixes.equals(e.fixes()) && said.equals(message) ? e : e.said(said, fixes);
  }

  private static String inJava(String fix) {
    String[] words = fix.split(" ", 2);
    if (words.length < 2) {
      return fix;
    }
    String value = words[1].replaceAll("^'|'$", "");
    return switch (words[0]) {
      case "--threshold" -> "threshold(" + value + ")";
      case "--class-weight" ->
          value.contains("=")
              ? "classWeights(ClassWeights.parse(\"" + value + "\"))"
              : "classWeights(ClassWeights." + value.toUpperCase(Locale.ROOT) + ")";
      case "--loss" -> "loss(Loss.parse(\"" + value + "\"))";
      case "--metric" ->
          value.equals("auto")
              ? "leave metric(...) out"
              : "metric(Metric.parse(\"" + value + "\"))";
      case "--optimizer" -> "optimizer(Optimizer.parse(\"" + value + "\"))";
      case "--clip" -> "clipping(Clipping.parse(\"" + value + "\"))";
      case "--batch" -> "batch(" + value + ")";
      case "--init" -> "initializer(Initializer.AUTO, 0)";
      case "--l1" -> "l1(" + value + ")";
      case "--l2" -> "l2(" + value + ")";
      case "--activation" -> "hidden(64, Activation." + value.toUpperCase(Locale.ROOT) + ")";
      case "--hidden" -> "hidden(256, Activation.RELU)";
      case "--dropout" -> "recipe(Recipe::steady)";
      case "--decay-schedule" -> "decaySchedule(Schedule.CONSTANT)";
      case "--rate-factor" -> "leave rateFactor(...) out";
      case "--cv" -> "folds(" + value + ")";
      case "--scaling" -> "scaling(NumberScaling." + value.toUpperCase(Locale.ROOT) + ")";
      case "--heavy-tails" -> "heavyTails(" + value.equals("log") + ")";
      default -> fix;
    };
  }
}
