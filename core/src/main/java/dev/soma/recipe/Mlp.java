package dev.soma.recipe;

import dev.soma.data.Split;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.error.Given;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.Role;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A multilayer perceptron to be trained: what is not said here is chosen by the [Recipe] from the
/// task and the number of training rows. Immutable: every method returns a changed copy.
///
/// Numbers of inputs and outputs follow from the data. What makes no sense is refused by the method
/// that it is given to: a [SomaException.Usage], E209 for null, E201 for a number out of its range.
///
/// ```java
/// Split parts = Table.csv(Path.of("iris.csv")).target("species").split(0.7, 0.15, 0.15, Seeds.of(42));
/// Fit fit = Mlp.classifier().hidden(16, Activation.RELU).l2(1e-3).fit(parts, TrainingListener.console());
/// ```
public final class Mlp {
  private static final String PENALTY = "a finite number >= 0";

  private final Asked asked;

  private Mlp(Asked asked) {
    this.asked = asked;
  }

  /// For a target of classes, or several labels.
  public static Mlp classifier() {
    return new Mlp(new Asked(true, Execution.standard()));
  }

  /// For a target of numbers.
  public static Mlp regressor() {
    return new Mlp(new Asked(false, Execution.standard()));
  }

  /// What was asked for.
  Asked asked() {
    return asked;
  }

  private Mlp with(Consumer<Asked> said) {
    return new Mlp(asked.with(said));
  }

  /// With the recipe of this effort. Where none is said it is [Effort#NORMAL], but [Effort#FAST]
  /// where hidden layers are named: its rates are those of plain layers.
  public Mlp effort(Effort other) {
    return with(a -> a.effort = Given.some(other, "effort", "effort(Effort.NORMAL)"));
  }

  /// With something else in the recipe than its effort says. What is said of this by other methods
  /// comes before it.
  public Mlp recipe(UnaryOperator<Recipe> other) {
    UnaryOperator<Recipe> then = Given.some(other, "recipe", "recipe(r -> r.members(2))");
    UnaryOperator<Recipe> before = asked.change;
    return with(a -> a.change = r -> then.apply(before.apply(r)));
  }

  /// With one more hidden layer of [Layer.Dense] units, after those already named; the first call
  /// replaces the hidden layers of the recipe.
  public Mlp hidden(int units, Activation activation) {
    String works = "hidden(16, Activation.RELU)";
    Given.require(units >= 1, "hidden", units, "1 unit or more", works);
    return layer(new Layer.Dense(units, Given.some(activation, "hidden", works)));
  }

  /// With one more hidden layer of any kind.
  public Mlp layer(Layer layer) {
    List<Layer> layers = new ArrayList<>(asked.hidden == null ? List.of() : asked.hidden);
    layers.add(Given.some(layer, "layer", "layer(new Layer.Dense(16, Activation.RELU))"));
    return with(a -> a.hidden = List.copyOf(layers));
  }

  /// Without hidden layers: linear, logistic or softmax regression.
  public Mlp linear() {
    return with(a -> a.hidden = List.of());
  }

  /// With this loss instead of the task's own.
  public Mlp loss(Loss other) {
    return with(a -> a.loss = Given.some(other, "loss", "loss(Loss.CROSS_ENTROPY)"));
  }

  /// With this metric choosing the best epoch, instead of that of the recipe.
  public Mlp metric(Metric other) {
    return with(a -> a.metric = Given.some(other, "metric", "metric(Metric.LOG_LOSS)"));
  }

  /// With the rows of each class weighed so, in training and validation, on top of the weights of
  /// the rows; the test rows never are. The target has to be one of classes.
  ///
  /// ```java
  /// Mlp.classifier().classWeights(ClassWeights.BALANCED)
  /// Mlp.classifier().classWeights(ClassWeights.parse("yes=3,no=1"))
  /// ```
  public Mlp classWeights(ClassWeights weights) {
    return with(
        a ->
            a.classes = Given.some(weights, "classWeights", "classWeights(ClassWeights.BALANCED)"));
  }

  /// With a temperature of the probabilities, where the validation rows say that it helps, or
  /// without; with one unless said.
  public Mlp calibrate(boolean temperature) {
    return with(a -> a.calibration = new Calibration.Rules(temperature, a.calibration.threshold()));
  }

  /// Saying the positive one of two classes from this probability on, in [0, 1]; 1/2 unless said.
  ///
  /// @throws SomaException.Usage E201 for a number that is no probability
  public Mlp threshold(double p) {
    Given.require(p >= 0 && p <= 1, "threshold", p, "a probability from 0 to 1", "threshold(0.5)");
    return with(a -> a.calibration = new Calibration.Rules(a.calibration.temperature(), p));
  }

  /// Saying the positive one of two classes from that probability on which is best by the metric,
  /// if that reads decisions, else by the accuracy: on the validation rows, or on the rows that the
  /// folds hold out.
  public Mlp bestThreshold() {
    return with(
        a -> a.calibration = new Calibration.Rules(a.calibration.temperature(), Double.NaN));
  }

  /// With this policy for missing values.
  public Mlp missing(MissingPolicy policy) {
    MissingPolicy some = Given.some(policy, "missing", "missing(MissingPolicy.MEDIAN)");
    return rules(r -> r.missing(some));
  }

  /// With this scaling of numbers, instead of standardising.
  public Mlp scaling(NumberScaling scaling) {
    NumberScaling some = Given.some(scaling, "scaling", "scaling(NumberScaling.STANDARD)");
    return rules(r -> r.scaling(some));
  }

  /// With categories of up to so many levels as scaled numbers instead of codes; 0 for none.
  ///
  /// @throws SomaException.Usage E201 if it is negative
  public Mlp oneHotLimit(int levels) {
    Given.require(levels >= 0, "oneHotLimit", levels, "0 or more", "oneHotLimit(8)");
    return rules(r -> r.oneHotLimit(levels));
  }

  /// With numbers of which most rows have the same value as categories of their values as well, or
  /// as numbers alone.
  public Mlp repeatedValues(boolean levels) {
    return rules(r -> r.repeatedValues(levels));
  }

  /// With the logarithm of numbers that run over several decades scaled in place of themselves
  /// ([dev.soma.data.scale.HeavyTail]), or all numbers as they are.
  public Mlp heavyTails(boolean logarithms) {
    return rules(r -> r.heavyTails(logarithms));
  }

  /// With predicted numbers clipped to the range of the training targets, when predicting and
  /// validating, never in the loss; or not.
  public Mlp clipTargets(boolean clip) {
    return rules(r -> r.clipTargets(clip));
  }

  private Mlp rules(UnaryOperator<Encoder.Rules> other) {
    UnaryOperator<Encoder.Rules> before = asked.rules;
    return with(a -> a.rules = r -> other.apply(before.apply(r)));
  }

  /// With these kernels, threads and limits.
  public Mlp execution(Execution other) {
    return with(
        a -> a.execution = Given.some(other, "execution", "execution(Execution.standard())"));
  }

  private Mlp then(UnaryOperator<TrainingConfig> other) {
    UnaryOperator<TrainingConfig> before = asked.settings;
    return with(a -> a.settings = c -> other.apply(before.apply(c)));
  }

  /// With this optimizer and its rate. [Optimizer.Lbfgs] takes all rows in each step and needs the
  /// same loss each time: then the recipe has neither dropout nor schedules nor rate factors.
  public Mlp optimizer(Optimizer optimizer) {
    Optimizer some = Given.some(optimizer, "optimizer", "optimizer(Optimizer.adam(0.001))");
    return then(c -> c.optimizer(some));
  }

  /// With this schedule of the rate.
  public Mlp schedule(Schedule schedule) {
    Schedule some = Given.some(schedule, "schedule", "schedule(Schedule.CONSTANT)");
    return then(c -> c.schedule(some));
  }

  /// With this factor on the rate of all tensors of a role, 1 unless said.
  public Mlp rateFactor(Role role, double factor) {
    String works = "rateFactor(Role.BIAS, 0.1)";
    Role some = Given.some(role, "rateFactor", works);
    Given.require(isWeight(factor), "rateFactor", factor, PENALTY, works);
    return then(c -> c.pace(c.pace().factors(c.pace().factors().with(some, factor))));
  }

  /// With this factor on the decay of [Optimizer.AdamW] over the run.
  public Mlp decaySchedule(Schedule schedule) {
    Schedule some = Given.some(schedule, "decaySchedule", "decaySchedule(Schedule.CONSTANT)");
    return then(c -> c.pace(c.pace().decay(some)));
  }

  /// With this factor on the rates of dropout over the run.
  public Mlp dropoutSchedule(Schedule schedule) {
    Schedule some = Given.some(schedule, "dropoutSchedule", "dropoutSchedule(Schedule.CONSTANT)");
    return then(c -> c.pace(c.pace().dropout(some)));
  }

  /// With the lecture's lambda, >= 0.
  public Mlp l2(double lambda) {
    Given.require(isWeight(lambda), "l2", lambda, PENALTY, "l2(0.001)");
    return penalty(r -> new Regularization(r.l1(), lambda, r.maxNorm()));
  }

  /// With L1, >= 0.
  public Mlp l1(double weight) {
    Given.require(isWeight(weight), "l1", weight, PENALTY, "l1(0.001)");
    return penalty(r -> new Regularization(weight, r.l2(), r.maxNorm()));
  }

  /// With the weights of no unit of a norm above this one, > 0; infinity for any norm.
  public Mlp maxNorm(double norm) {
    Given.require(norm > 0, "maxNorm", norm, "a number > 0", "maxNorm(3)");
    return penalty(r -> new Regularization(r.l1(), r.l2(), norm));
  }

  private static boolean isWeight(double x) {
    return x >= 0 && x < Double.POSITIVE_INFINITY;
  }

  private Mlp penalty(UnaryOperator<Regularization> other) {
    return then(c -> c.regularization(other.apply(c.regularization())));
  }

  /// With this bound on the gradient.
  public Mlp clipping(Clipping clipping) {
    Clipping some = Given.some(clipping, "clipping", "clipping(Clipping.NONE)");
    return then(c -> c.clipping(some));
  }

  /// With these starting weights and this start of the hidden biases.
  public Mlp initializer(Initializer weights, double bias) {
    Initializer some = Given.some(weights, "initializer", "initializer(Initializer.AUTO, 0)");
    TrainingConfig.requireBias(bias);
    return then(c -> c.initializer(some, bias));
  }

  /// With this many rows a step, >= 1.
  public Mlp batch(int rows) {
    Given.require(rows >= 1, "batch", rows, "1 row or more", "batch(32)");
    return then(c -> c.batch(rows));
  }

  /// With at most this many epochs, >= 1.
  public Mlp epochs(int epochs) {
    Given.require(epochs >= 1, "epochs", epochs, "1 or more", "epochs(100)");
    return then(c -> c.epochs(epochs));
  }

  /// With at most this many steps of each network, >= 0; 0 = no limit.
  public Mlp maxSteps(long steps) {
    Given.require(steps >= 0, "maxSteps", steps, "0 or more, where 0 is no limit", "maxSteps(0)");
    return then(c -> c.maxSteps(steps));
  }

  /// Stopping after this many epochs without a better metric; 0 = run all epochs.
  public Mlp patience(int epochs) {
    Given.require(epochs >= 0, "patience", epochs, "0 or more", "patience(20)");
    return then(c -> c.patience(epochs));
  }

  /// Keeping these weights: a mean over the steps, or the last of several best epochs.
  public Mlp keep(Keep keep) {
    Keep some = Given.some(keep, "keep", "keep(Keep.BEST)");
    return then(c -> c.keep(some));
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
  /// @throws SomaException.Usage E240 if the target is of the other kind, E207 for a threshold
  ///   where no two classes are told apart by a probability, or class weights without classes
  /// @throws SomaException.Training E601 if a number became infinite or NaN
  public Fit fit(Split parts, TrainingListener listener) {
    return Asked.fitted(parts, listener, this::trained);
  }

  private Fit trained(Split parts, TrainingListener listener) {
    int folds = asked.folds(parts);
    int members = asked.recipe(parts.train(), 0).members();
    if (folds > 0 || members > 1) {
      MlpBag bag = members(members);
      return (folds > 0 ? bag.folds(folds) : bag).fit(parts, listener);
    }
    Ensemble.Job job = asked.job(parts, null, 0);
    Metric best = asked.best(parts.train());
    return finished(
            Fit.train(
                job.rows(),
                job.network(),
                job.config(),
                best,
                asked.ofRows(),
                asked.execution,
                listener))
        .calibrated(asked.calibration, best);
  }

  /// Several networks that differ by their seeds, averaged.
  ///
  /// @param networks >= 1
  /// @throws SomaException.Usage E201 if there are fewer
  public MlpBag members(int networks) {
    return new MlpBag(asked, 1, networks, 0);
  }

  /// A network for each of k folds, averaged.
  ///
  /// @param k >= 2
  /// @throws SomaException.Usage E201 if there are fewer
  public MlpBag folds(int k) {
    return members(1).folds(k);
  }

  /// A search for a better recipe than that of the effort.
  public MlpSearch search() {
    return MlpSearch.of(this);
  }

  /// @throws SomaException.Training E601 if a number became infinite or NaN
  static Fit finished(Fit fit) {
    if (fit.divergence() != null) {
      Map<String, String> s = fit.model().provenance().settings();
      Optimizer known = Optimizer.parse(s.getOrDefault("optimizer", "adam"));
      String rate = s.getOrDefault("lr", Double.toString(known.rate()));
      SomaException e = fit.divergence().error(known.withRate(Double.parseDouble(rate)));
      String lr = "optimizer(Optimizer.parse(\"" + known + "\").withRate($1))";
      throw e.said(
          String.valueOf(e.getMessage()),
          e.fixes().stream().map(f -> f.replaceFirst("^--lr (.*)", lr)).toList());
    }
    return fit;
  }
}
