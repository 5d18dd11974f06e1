package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Layers;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.cli.diagnose.TypedLayers;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.read.SourceInfo;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.ClassWeights;
import dev.soma.recipe.Ensemble;
import dev.soma.recipe.Fit;
import dev.soma.recipe.Preparation;
import dev.soma.recipe.effort.Convex;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What will be trained and how, every value decided.
///
/// @param preparation the encoded rows
/// @param network the network
/// @param config the settings of the training
/// @param metric chooses the best epoch
/// @param settings every value as text
public record Plan(
    Preparation preparation,
    NetworkSpec network,
    TrainingConfig config,
    Metric metric,
    Settings settings) {

  /// Fills what was left to the recipe.
  ///
  /// @throws SomaException.Mismatch E520 if a network was typed with other inputs than some fold
  ///   has
  public static Plan of(TrainRows rows) {
    Settings given = rows.settings();
    Task task = rows.table().task();
    if (Values.isPerceptron(given) && !task.isClassification()) {
      throw new SomaException.Usage(
          "E207", "--model perceptron · it decides between classes, the target is a number",
          "--model mlp", "--task classification");
    }
    Loss loss = loss(given, task);
    Preparation prepared = prepared(rows, loss);
    Recipe recipe = recipe(given, prepared);
    Split.Folds folds = rows.folds();
    if (folds != null && Layers.namesInputs(given)) { // before any of them is trained
      int trained = size(decided(given, recipe, loss)).folds(folds.count());
      Layers.require(given, rows.encoders(trained));
    }
    return of(given, prepared, recipe);
  }

  /// Fills what was left to the recipe, of rows that are encoded already.
  ///
  /// @param given what the rows were encoded by, and other settings
  public static Plan of(Settings given, Preparation preparation) {
    return of(given, preparation, recipe(given, preparation));
  }

  /// The recipe of encoded rows.
  ///
  /// @param given the effort, decided
  /// @param preparation with the rows themselves
  public static Recipe recipe(Settings given, Preparation preparation) {
    Effort effort = Effort.parse(given.text(Key.EFFORT));
    return Recipe.of(effort, preparation.split().train(), preparation.training().rows());
  }

  /// The recipe, with the steps of [Convex] for a network without hidden layers of which nobody
  /// says how it is trained.
  private static Recipe steps(Settings given, Preparation preparation, Recipe recipe) {
    if (STEPS.stream().anyMatch(given::given) || !Layers.mayBeAlone(given)) {
      return recipe;
    }
    Loss loss = loss(given, preparation.task());
    NetworkSpec network = Layers.of(filled(given, recipe), recipe, preparation, loss);
    boolean convex = Convex.applies(network, loss, preparation.training().rows());
    return convex ? Convex.recipe(recipe) : recipe;
  }

  /// Who says one of these says how steps are made.
  private static final List<Key> STEPS =
      List.of(
          Key.MODEL,
          Key.OPTIMIZER,
          Key.LR,
          Key.SCHEDULE,
          Key.RATE_FACTOR,
          Key.DECAY_SCHEDULE,
          Key.DROPOUT_SCHEDULE,
          Key.BATCH,
          Key.AVERAGED,
          Key.EMA,
          Key.L1,
          Key.MAX_NORM,
          Key.CLIP);

  /// Fills what was left to a recipe.
  ///
  /// @param given what the rows were encoded by, and other settings
  public static Plan of(Settings given, Preparation preparation, Recipe recipe) {
    boolean perceptron = Values.isPerceptron(given);
    if (perceptron) {
      requireNoOther(given);
    }
    Loss loss = loss(given, preparation.task());
    Settings settings = decided(given, steps(given, preparation, recipe), loss);
    Metric usual = perceptron ? Metric.ACCURACY : recipe.metric(loss);
    Metric metric = settings.isAuto(Key.METRIC) ? usual : Values.metric(settings);
    settings = settings.with(Key.METRIC, metric.toString());
    NetworkSpec network = Layers.of(settings, recipe, preparation, loss);
    Fit.requireLink(preparation, network, loss);
    Scorer scorer = new Scorer(metric, preparation.target());
    scorer.check(network.output().activation());
    SourceInfo source = preparation.split().validation().source();
    scorer.check(preparation.validation(), source, !metric.equals(usual));
    Fit.requireTwo(
        Values.calibration(settings), preparation.target(), network.output().activation());
    TrainingConfig config = perceptron ? perceptronConfig(settings) : config(settings, loss);
    return new Plan(preparation, network, config, metric, settings);
  }

  private static Loss loss(Settings given, Task task) {
    return Values.isPerceptron(given)
        ? Loss.PERCEPTRON
        : given.isAuto(Key.LOSS) ? Recipe.loss(task) : Values.loss(given);
  }

  /// The rows as a loss wants them, weighed by class.
  static Preparation prepared(TrainRows rows, Loss loss) {
    ClassWeights weights = Values.classWeights(rows.settings());
    return Preparation.of(rows.split(), rows.rules(), loss, weights);
  }

  /// What is learned from the validation rows when the weights stand.
  Calibration.Rules rules() {
    return Values.calibration(settings);
  }

  /// What remedies of the run say of its layers.
  TypedLayers typed() {
    return TypedLayers.of(settings, network);
  }

  /// The same without the rows themselves: what they were encoded to is enough to train.
  public Plan withoutRows() {
    return new Plan(preparation.encoded(), network, config, metric, settings);
  }

  /// How many networks differ by their seeds, and how many there may be of all folds.
  Ensemble.Size size() {
    return size(settings);
  }

  private static Ensemble.Size size(Settings decided) {
    return new Ensemble.Size(decided.count(Key.MEMBERS, 1), decided.count(Key.MAX_NETWORKS, 0));
  }

  /// What is trained.
  ///
  /// @param heldOut rows of a fold that are held out; null without folds
  public Ensemble.Job job(@Nullable Table heldOut) {
    return new Ensemble.Job(preparation, network, config, heldOut);
  }

  private static final List<Key> OF_BACKPROPAGATION =
      List.of(
          Key.NETWORK,
          Key.HIDDEN,
          Key.ACTIVATION,
          Key.LOSS,
          Key.OPTIMIZER,
          Key.LR,
          Key.SCHEDULE,
          Key.RATE_FACTOR,
          Key.DECAY_SCHEDULE,
          Key.DROPOUT_SCHEDULE,
          Key.EMA,
          Key.LAST_BEST,
          Key.BATCH,
          Key.DROPOUT,
          Key.EMBEDDING,
          Key.INIT,
          Key.BIAS_INIT,
          Key.L1,
          Key.L2,
          Key.MAX_NORM,
          Key.CLIP,
          Key.PATIENCE);

  /// Refuses flags that the perceptron rule has no use for, unless they say what it does anyway.
  ///
  /// @throws SomaException.Usage E207 naming the first of them
  static void requireNoOther(Settings given) {
    Settings own = perceptron(Settings.PRESETS);
    for (Key key : OF_BACKPROPAGATION) {
      String typed = plain(given, key);
      if (given.given(key) && !given.isAuto(key) && !typed.equals(plain(own, key))) {
        List<String> fixes = new ArrayList<>(List.of("--model mlp"));
        if (key != Key.NETWORK) {
          fixes.add(key.flag() + " " + dev.soma.cli.screen.Text.quoted(own.text(key)));
        }
        throw new SomaException.Usage(
            "E207",
            "--model perceptron and "
                + key.flag()
                + " "
                + given.text(key)
                + " · the perceptron is one layer of step units with a rule of its own: it has no "
                + key.flag(),
            fixes.toArray(String[]::new));
      }
    }
  }

  /// The text of a key; numbers without `.0`, optimizers and schedules without brackets.
  private static String plain(Settings settings, Key key) {
    String text = settings.text(key).strip().toLowerCase(Locale.ROOT);
    String whole = text.replaceAll("\\.0\\b", "").replace("zero", "constant(0)");
    return key == Key.OPTIMIZER || key == Key.SCHEDULE ? whole.replaceFirst("\\(.*", "") : whole;
  }

  private static Settings decided(Settings given, Recipe recipe, Loss loss) {
    return Values.isPerceptron(given)
        ? perceptron(given)
        : filled(given, recipe).with(Key.LOSS, loss.toString());
  }

  private static Settings filled(Settings given, Recipe recipe) {
    Optimizer optimizer =
        given.isAuto(Key.OPTIMIZER) ? recipe.optimizer() : Values.optimizer(given);
    Recipe own = optimizer instanceof Optimizer.Lbfgs ? recipe.steady() : recipe;
    Pace pace = own.pace();
    return given
        .with(Key.OPTIMIZER, optimizer.toString())
        .orElse(Key.LR, number(optimizer.rate()))
        .orElse(Key.HIDDEN, hidden(recipe).toArray(String[]::new))
        .orElse(Key.ACTIVATION, recipe.activation().toString())
        .orElse(Key.DROPOUT, number(own.dropout()))
        .orElse(Key.EMBEDDING, recipe.front().numbers().toString())
        .orElse(Key.INIT, recipe.initializer().toString())
        .orElse(Key.SCHEDULE, own.schedule().toString())
        .orElse(Key.RATE_FACTOR, pace.factors().toString())
        .orElse(Key.DECAY_SCHEDULE, pace.decay().toString())
        .orElse(Key.DROPOUT_SCHEDULE, pace.dropout().toString())
        .orElse(Key.L2, "0")
        .orElse(Key.MEMBERS, Integer.toString(recipe.members()))
        .orElse(Key.BATCH, Integer.toString(recipe.batch()))
        .orElse(Key.EPOCHS, Integer.toString(recipe.epochs()))
        .orElse(Key.PATIENCE, Integer.toString(recipe.patience()))
        .orElse(Key.LAST_BEST, Boolean.toString(recipe.keep().lastBest()));
  }

  private static List<String> hidden(Recipe recipe) {
    return recipe.hidden().isEmpty()
        ? List.of("none")
        : recipe.hidden().stream().map(u -> Integer.toString(u)).toList();
  }

  private static Settings perceptron(Settings given) {
    return given
        .with(Key.LOSS, Loss.PERCEPTRON.toString())
        .orElse(Key.MEMBERS, "1")
        .with(Key.OPTIMIZER, "sgd")
        .with(Key.LR, "1")
        .with(Key.SCHEDULE, "constant")
        .with(Key.HIDDEN, "none")
        .with(Key.ACTIVATION, "step")
        .with(Key.DROPOUT, "0")
        .with(Key.EMBEDDING, "none")
        .with(Key.L2, "0")
        .with(Key.BATCH, "1")
        .with(Key.INIT, "constant(0)")
        .orElse(Key.EPOCHS, "100")
        .with(Key.PATIENCE, "0");
  }

  private static TrainingConfig perceptronConfig(Settings s) {
    return TrainingConfig.perceptron(s.on(Key.AVERAGED), s.count(Key.EPOCHS, 1), s.whole(Key.SEED))
        .maxSteps(Values.steps(s));
  }

  private static TrainingConfig config(Settings s, Loss loss) {
    Optimizer optimizer = Optimizer.parse(s.text(Key.OPTIMIZER));
    try {
      optimizer = optimizer.withRate(s.real(Key.LR));
    } catch (IllegalArgumentException _) {
      throw s.outside(Key.LR, "a finite rate > 0");
    }
    return new TrainingConfig(
        loss,
        optimizer,
        Values.schedule(s, Key.SCHEDULE),
        Values.pace(s),
        Values.regularization(s),
        Values.clipping(s),
        Values.initializer(s),
        Values.biasInit(s),
        s.count(Key.BATCH, 1),
        s.count(Key.EPOCHS, 1),
        Values.steps(s),
        s.count(Key.PATIENCE, 0),
        Values.keep(s),
        s.whole(Key.SEED));
  }

  /// How the run is carried out.
  public Execution execution(BooleanSupplier stop) {
    int threads =
        settings.isAuto(Key.THREADS)
            ? Runtime.getRuntime().availableProcessors()
            : settings.count(Key.THREADS);
    return new Execution(kernels(settings), threads, settings.seconds(Key.MAX_TIME), stop);
  }

  /// The kernels that were asked for.
  public static KernelChoice kernels(Settings settings) {
    return settings.isAuto(Key.KERNELS)
        ? KernelChoice.auto()
        : KernelChoice.forced(settings.text(Key.KERNELS));
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e9 ? Long.toString((long) x) : Double.toString(x);
  }
}
