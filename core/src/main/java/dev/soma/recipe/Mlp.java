package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
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
/// number of training rows. Immutable: every method returns a changed copy.
///
/// Numbers of inputs and outputs follow from the data.
///
/// ```java
/// Split parts = Table.csv(Path.of("iris.csv")).target("species").split(0.7, 0.15, 0.15, Seeds.of(42));
/// Fit fit = Mlp.classifier().hidden(16, Activation.RELU).l2(1e-3).fit(parts, TrainingListener.console());
/// ```
public final class Mlp {
  private final boolean classifier;
  private final @Nullable List<Layer> hidden;
  private final @Nullable Loss loss;
  private final @Nullable Metric metric;
  private final Encoder.Rules rules;
  private final Execution execution;
  private final UnaryOperator<TrainingConfig> settings;

  private Mlp(
      boolean classifier,
      @Nullable List<Layer> hidden,
      @Nullable Loss loss,
      @Nullable Metric metric,
      Encoder.Rules rules,
      Execution execution,
      UnaryOperator<TrainingConfig> settings) {
    this.classifier = classifier;
    this.hidden = hidden;
    this.loss = loss;
    this.metric = metric;
    this.rules = rules;
    this.execution = execution;
    this.settings = settings;
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
        Encoder.Rules.of(MissingPolicy.AUTO),
        Execution.standard(),
        c -> c);
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
    return new Mlp(classifier, List.copyOf(layers), loss, metric, rules, execution, settings);
  }

  /// Without hidden layers: linear, logistic or softmax regression.
  public Mlp linear() {
    return new Mlp(classifier, List.of(), loss, metric, rules, execution, settings);
  }

  /// With this loss instead of the task's own.
  public Mlp loss(Loss other) {
    return new Mlp(classifier, hidden, other, metric, rules, execution, settings);
  }

  /// With this metric choosing the best epoch, instead of log loss or RMSE.
  public Mlp metric(Metric other) {
    return new Mlp(classifier, hidden, loss, other, rules, execution, settings);
  }

  /// With this policy for missing values.
  public Mlp missing(MissingPolicy policy) {
    return with(rules.missing(policy));
  }

  /// With this scaling of numbers, instead of standardising.
  public Mlp scaling(NumberScaling scaling) {
    return with(rules.scaling(scaling));
  }

  /// With categories of up to so many levels as scaled numbers instead of codes; 0 for none.
  ///
  /// @throws SomaException.Usage E201 if it is negative
  public Mlp oneHotLimit(int levels) {
    return with(rules.oneHotLimit(levels));
  }

  /// With predicted numbers clipped to the range of the training targets, when predicting and
  /// validating, never in the loss; or not.
  public Mlp clipTargets(boolean clip) {
    return with(rules.clipTargets(clip));
  }

  private Mlp with(Encoder.Rules other) {
    return new Mlp(classifier, hidden, loss, metric, other, execution, settings);
  }

  /// With these kernels, threads and limits.
  public Mlp execution(Execution other) {
    return new Mlp(classifier, hidden, loss, metric, rules, other, settings);
  }

  private Mlp then(UnaryOperator<TrainingConfig> change) {
    return new Mlp(
        classifier, hidden, loss, metric, rules, execution, c -> change.apply(settings.apply(c)));
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

  /// Trains on the training rows, stops and chooses by the validation rows, which give the
  /// probabilities a temperature and numbers their intervals, too; the test rows are not looked at.
  ///
  /// @throws SomaException.Usage E240 if the target is of the other kind
  /// @throws SomaException.Training E601 if a number became infinite or NaN
  public Fit fit(Split parts, TrainingListener listener) {
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
    Preparation rows = Preparation.of(parts, rules, chosen);
    Recipe recipe = Recipe.forRows(rows.training().rows());
    NetworkSpec network =
        Recipe.network(
            rows.encoder().shape(),
            hidden == null ? recipe.hiddenLayers() : hidden,
            rows.target(),
            chosen);
    TrainingConfig config = settings.apply(recipe.config(chosen, 42));
    Metric best = metric == null ? Recipe.metric(task) : metric;
    Fit fit = Fit.train(rows, network, config, best, Map.of(), execution, listener);
    if (fit.divergence() != null) {
      throw fit.divergence().error(config.optimizer().rate());
    }
    return fit.calibrated(Calibration.Rules.STANDARD, best);
  }
}
