package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Role;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.recipe.tune.Setting;
import dev.soma.recipe.tune.Space;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A multilayer perceptron to be trained: what is not said here is chosen by the [Recipe] from the
/// task and the number of training rows. Immutable: every method returns a changed copy.
///
/// Numbers of inputs and outputs follow from the data.
///
/// ```java
/// Split parts = Table.csv(Path.of("iris.csv")).target("species").split(0.7, 0.15, 0.15, Seeds.of(42));
/// Fit fit = Mlp.classifier().hidden(16, Activation.RELU).l2(1e-3).fit(parts, TrainingListener.console());
/// ```
public final class Mlp {
  private static final long SEED = 42;

  private final boolean classifier;
  private final @Nullable Effort effort;
  private final @Nullable List<Layer> hidden;
  private final @Nullable Loss loss;
  private final @Nullable Metric metric;
  private final UnaryOperator<Encoder.Rules> rules;
  private final Execution execution;
  private final UnaryOperator<TrainingConfig> settings;
  private final UnaryOperator<Recipe> change;

  private Mlp(
      boolean classifier,
      @Nullable Effort effort,
      @Nullable List<Layer> hidden,
      @Nullable Loss loss,
      @Nullable Metric metric,
      UnaryOperator<Encoder.Rules> rules,
      Execution execution,
      UnaryOperator<TrainingConfig> settings,
      UnaryOperator<Recipe> change) {
    this.classifier = classifier;
    this.effort = effort;
    this.hidden = hidden;
    this.loss = loss;
    this.metric = metric;
    this.rules = rules;
    this.execution = execution;
    this.settings = settings;
    this.change = change;
  }

  /// For a target of classes, or several labels.
  public static Mlp classifier() {
    return of(true);
  }

  /// For a target of numbers.
  public static Mlp regressor() {
    return of(false);
  }

  private static Mlp of(boolean classifier) {
    return new Mlp(
        classifier,
        null,
        null,
        null,
        null,
        r -> r,
        Execution.standard(),
        UnaryOperator.identity(),
        r -> r);
  }

  /// With the recipe of this effort. Where none is said it is [Effort#NORMAL], but [Effort#FAST]
  /// where hidden layers are named: its rates are those of plain layers.
  public Mlp effort(Effort other) {
    return new Mlp(classifier, other, hidden, loss, metric, rules, execution, settings, change);
  }

  /// With something else in the recipe than its effort says. What is said of this by other methods
  /// comes before it.
  public Mlp recipe(UnaryOperator<Recipe> other) {
    UnaryOperator<Recipe> both = r -> other.apply(change.apply(r));
    return new Mlp(classifier, effort, hidden, loss, metric, rules, execution, settings, both);
  }

  /// With one more hidden layer of [Layer.Dense] units, after those already named; the first call
  /// replaces the hidden layers of the recipe.
  public Mlp hidden(int units, Activation activation) {
    return layer(new Layer.Dense(units, activation));
  }

  /// With one more hidden layer of any kind.
  public Mlp layer(Layer layer) {
    List<Layer> layers = new ArrayList<>(hidden == null ? List.of() : hidden);
    layers.add(layer);
    return new Mlp(
        classifier, effort, List.copyOf(layers), loss, metric, rules, execution, settings, change);
  }

  /// Without hidden layers: linear, logistic or softmax regression.
  public Mlp linear() {
    return new Mlp(classifier, effort, List.of(), loss, metric, rules, execution, settings, change);
  }

  /// With this loss instead of the task's own.
  public Mlp loss(Loss other) {
    return new Mlp(classifier, effort, hidden, other, metric, rules, execution, settings, change);
  }

  /// With this metric choosing the best epoch, instead of that of the recipe.
  public Mlp metric(Metric other) {
    return new Mlp(classifier, effort, hidden, loss, other, rules, execution, settings, change);
  }

  /// With this policy for missing values.
  public Mlp missing(MissingPolicy policy) {
    return with(r -> r.missing(policy));
  }

  /// With this scaling of numbers, instead of standardising.
  public Mlp scaling(NumberScaling scaling) {
    return with(r -> r.scaling(scaling));
  }

  /// With categories of up to so many levels as scaled numbers instead of codes; 0 for none.
  ///
  /// @throws SomaException.Usage E201 if it is negative
  public Mlp oneHotLimit(int levels) {
    return with(r -> r.oneHotLimit(levels));
  }

  /// With predicted numbers clipped to the range of the training targets, when predicting and
  /// validating, never in the loss; or not.
  public Mlp clipTargets(boolean clip) {
    return with(r -> r.clipTargets(clip));
  }

  private Mlp with(UnaryOperator<Encoder.Rules> other) {
    UnaryOperator<Encoder.Rules> both = r -> other.apply(rules.apply(r));
    return new Mlp(classifier, effort, hidden, loss, metric, both, execution, settings, change);
  }

  /// With these kernels, threads and limits.
  public Mlp execution(Execution other) {
    return new Mlp(classifier, effort, hidden, loss, metric, rules, other, settings, change);
  }

  private Mlp then(UnaryOperator<TrainingConfig> other) {
    UnaryOperator<TrainingConfig> both = c -> other.apply(settings.apply(c));
    return new Mlp(classifier, effort, hidden, loss, metric, rules, execution, both, change);
  }

  /// With this optimizer and its rate.
  public Mlp optimizer(Optimizer optimizer) {
    return then(c -> c.optimizer(optimizer));
  }

  /// With this schedule of the rate.
  public Mlp schedule(Schedule schedule) {
    return then(c -> c.schedule(schedule));
  }

  /// With this factor on the rate of all tensors of a role, 1 unless said.
  public Mlp rateFactor(Role role, double factor) {
    return then(c -> c.pace(c.pace().factors(c.pace().factors().with(role, factor))));
  }

  /// With this factor on the decay of [Optimizer.AdamW] over the run.
  public Mlp decaySchedule(Schedule schedule) {
    return then(c -> c.pace(c.pace().decay(schedule)));
  }

  /// With this factor on the rates of dropout over the run.
  public Mlp dropoutSchedule(Schedule schedule) {
    return then(c -> c.pace(c.pace().dropout(schedule)));
  }

  /// With the lecture's lambda, >= 0.
  public Mlp l2(double lambda) {
    return then(
        c ->
            c.regularization(
                new Regularization(c.regularization().l1(), lambda, c.regularization().maxNorm())));
  }

  /// With L1, >= 0.
  public Mlp l1(double weight) {
    return then(
        c ->
            c.regularization(
                new Regularization(weight, c.regularization().l2(), c.regularization().maxNorm())));
  }

  /// With this bound on the gradient.
  public Mlp clipping(Clipping clipping) {
    return then(c -> c.clipping(clipping));
  }

  /// With these starting weights and this start of the hidden biases.
  public Mlp initializer(Initializer weights, double bias) {
    return then(c -> c.initializer(weights, bias));
  }

  /// With this many rows a step, >= 1.
  public Mlp batch(int rows) {
    return then(c -> c.batch(rows));
  }

  /// With at most this many epochs, >= 1.
  public Mlp epochs(int epochs) {
    return then(c -> c.epochs(epochs));
  }

  /// Stopping after this many epochs without a better metric; 0 = run all epochs.
  public Mlp patience(int epochs) {
    return then(c -> c.patience(epochs));
  }

  /// Keeping these weights: a mean over the steps, or the last of several best epochs.
  public Mlp keep(Keep keep) {
    return then(c -> c.keep(keep));
  }

  /// With this seed of initialisation, shuffle and dropout; 42 unless said.
  public Mlp seed(long seed) {
    return then(c -> c.seed(seed));
  }

  /// Trains on the training rows and chooses by the validation rows, which give the probabilities a
  /// temperature and numbers their intervals, too; the test rows are not looked at. Without
  /// validation rows, and without hidden layers of one's own, there are as many folds and members
  /// as the recipe says.
  ///
  /// @throws SomaException.Usage E240 if the target is of the other kind
  /// @throws SomaException.Training E601 if a number became infinite or NaN
  public Fit fit(Split parts, TrainingListener listener) {
    int folds = parts.validation().rows() > 0 ? 0 : Recipe.folds(effort(), parts.train());
    int members = recipe(parts.train(), 0).members();
    if (folds > 0 || members > 1) {
      MlpBag bag = members(members);
      return (folds > 0 ? bag.folds(folds) : bag).fit(parts, listener);
    }
    Ensemble.Job job = job(parts, null, 0);
    Metric best = best(parts);
    return finished(
            Fit.train(job.rows(), job.network(), job.config(), best, Map.of(), execution, listener))
        .calibrated(Calibration.Rules.STANDARD, best);
  }

  /// Several networks that differ by their seeds, averaged.
  ///
  /// @param networks >= 1
  /// @throws SomaException.Usage E201 if there are fewer
  public MlpBag members(int networks) {
    return new MlpBag(this, 1, networks);
  }

  /// A network for each of k folds, averaged.
  ///
  /// @param k >= 2
  /// @throws SomaException.Usage E201 if there are fewer
  public MlpBag folds(int k) {
    return new MlpBag(this, 1, 1).folds(k);
  }

  /// A search for a better recipe than that of the effort.
  public MlpSearch search() {
    return MlpSearch.of(this);
  }

  /// What a search may vary: the settings that were not said.
  Space space(Split parts) {
    Recipe own = recipe(parts.train(), 0);
    TrainingConfig told = settings.apply(own.config(Loss.SQUARED_ERROR, SEED));
    List<Setting> said = new ArrayList<>();
    if (hidden != null) {
      said.addAll(List.of(Setting.HIDDEN, Setting.ACTIVATION, Setting.DROPOUT, Setting.EMBEDDING));
    }
    if (!told.optimizer().equals(own.optimizer())) {
      said.addAll(List.of(Setting.LR, Setting.DECAY));
    }
    if (told.optimizer() instanceof Optimizer.Lbfgs) {
      said.add(Setting.DROPOUT); // its loss has to be the same each time
    }
    if (told.batch() != own.batch()) {
      said.add(Setting.BATCH);
    }
    return Space.around(own).without(said);
  }

  /// Most epochs of a training on these rows.
  ///
  /// @throws SomaException.Usage E207 if there are no validation rows and no folds
  int epochs(Split parts) {
    Table rows = parts.train();
    int folds = parts.validation().rows() > 0 ? 0 : Recipe.folds(effort(), rows);
    if (parts.validation().rows() == 0 && folds == 0) {
      throw new SomaException.Usage(
          "E207",
          "no validation rows · trials are compared on them",
          "table.split(0.7, 0.15, 0.15, seeds)");
    }
    Table first =
        folds == 0
            ? rows
            : Split.foldsThatValidate(rows, folds, Seeds.of(seed(rows))).get(0).train();
    return settings.apply(recipe(first, 0).config(Loss.SQUARED_ERROR, SEED)).epochs();
  }

  Execution execution() {
    return execution;
  }

  long seed(Table train) {
    return settings.apply(recipe(train, 0).config(Loss.SQUARED_ERROR, SEED)).seed();
  }

  private Effort effort() {
    return effort != null ? effort : hidden == null ? Effort.NORMAL : Effort.FAST;
  }

  /// @param count of training rows that the recipe is for; 0 for those that are there
  private Recipe recipe(Table train, int count) {
    return change.apply(Recipe.of(effort(), train, count == 0 ? train.rows() : count));
  }

  /// The metric that chooses the best epoch.
  Metric best(Split parts) {
    return metric == null ? recipe(parts.train(), 0).metric() : metric;
  }

  /// @throws SomaException.Training E601 if a number became infinite or NaN
  static Fit finished(Fit fit) {
    if (fit.divergence() != null) {
      Map<String, String> s = fit.model().provenance().settings();
      Optimizer known = Optimizer.parse(s.getOrDefault("optimizer", "adam"));
      String rate = s.getOrDefault("lr", Double.toString(known.rate()));
      throw fit.divergence().error(known.withRate(Double.parseDouble(rate)));
    }
    return fit;
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
    Preparation rows =
        Preparation.of(parts, rules.apply(Recipe.rules(effort(), parts.train())), chosen);
    Recipe recipe = recipe(rows.split().train(), count);
    NetworkSpec network =
        hidden == null
            ? recipe.network(rows.encoder(), rows.target(), chosen)
            : Recipe.network(rows.encoder().shape(), hidden, rows.target(), chosen);
    return new Ensemble.Job(rows, network, settings.apply(recipe.config(chosen, SEED)), heldOut);
  }
}
