package dev.soma.train.diagnose;

import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Workspace;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Watches one training and says what is wrong with it, once for each condition and layer, and at
/// the end how often it was so. It changes nothing: what it says follows from the settings and the
/// rows, not from the clock.
public final class Diagnostics {
  /// Lines of a batch that are named.
  private static final int LINES = 5;

  private final Setup setup;
  private final Dataset training;
  private final ObjIntConsumer<Diagnostic> told;
  private final StepSizes sizes;
  private final LayerRules layers;
  private final StepRules steps;
  private final EpochRules epochs;
  private @Nullable Probe probe;

  /// The epoch of the next reading of the probe.
  private int reading = 1;

  private final Map<String, Seen> seen = new LinkedHashMap<>();

  /// The last diagnostic of a condition and layer.
  private record Seen(Diagnostic last, int times) {}

  /// Watches a training that has not begun.
  ///
  /// @param parameters at its start
  /// @param kernels that count
  /// @param told is given each diagnostic with how many times it has been met: first with 1, and
  ///   once more at the end if it was met again
  public Diagnostics(
      Setup setup,
      Parameters parameters,
      Dataset training,
      Dataset validation,
      Kernels kernels,
      ObjIntConsumer<Diagnostic> told) {
    this.setup = setup;
    this.training = training;
    this.told = told;
    sizes = new StepSizes(parameters, Math.min(setup.batch(), training.rows()));
    layers = new LayerRules(setup);
    steps = new StepRules(setup);
    int perEpoch =
        setup.optimizer() instanceof Optimizer.Lbfgs
            ? 1
            : Math.ceilDiv(training.rows(), setup.batch());
    epochs = new EpochRules(setup, perEpoch, () -> constant(validation, kernels));
  }

  /// Mean loss of the validation rows if the mean target were said of each.
  private double constant(Dataset validation, Kernels kernels) {
    return isPerceptron() // its mean decision is no decision
        ? Double.NaN
        : Constant.loss(
            setup.spec().output().activation(),
            setup.spec().outputs(),
            setup.loss().hard(),
            probe().rows(),
            validation,
            kernels);
  }

  private boolean isPerceptron() {
    return setup.loss() instanceof Loss.Perceptron;
  }

  private Probe probe() {
    Probe known = probe;
    if (known == null) {
      known = Probe.of(training);
      probe = known;
    }
    return known;
  }

  /// Before the first step.
  ///
  /// @param j mean loss of the validation rows, with the penalty; NaN without any
  public void begin(double j) {
    steps.start(j);
  }

  /// Whether this step, counted from 0, is measured.
  public boolean measures(long step) {
    return sizes.due(step);
  }

  /// Before a step that is measured.
  public void before(Parameters parameters) {
    sizes.before(parameters);
  }

  /// After it.
  ///
  /// @param step counted from 0
  /// @param j J of its batch before it
  public void after(long step, double j, Parameters parameters, Parameters gradient) {
    steps.start(j);
    sizes.after(step, parameters, gradient, StepRules.LARGE);
  }

  /// The largest norm of an update of one W(l) over the norm of that W(l), of all steps measured.
  public double largestUpdateRatio() {
    return sizes.largest();
  }

  /// After an epoch.
  ///
  /// @param epoch from 1
  /// @param j mean of J over its batches
  /// @param rate of its last step
  /// @param loss mean loss of the validation rows; NaN without any
  /// @param outputs a(nl) of the validation rows
  /// @param ws that is free between two steps
  public void epoch(
      int epoch,
      double j,
      double rate,
      double loss,
      float[] outputs,
      Network network,
      Workspace ws) {
    List<Diagnostic> found = new ArrayList<>(steps.of(epoch, j, rate, sizes));
    sizes.clear();
    found.addAll(epochs.of(epoch, j, loss, outputs));
    if (epoch == reading) {
      Reading read = probe().read(network, setup.loss(), ws);
      found.addAll(layers.of(epoch, read, network.parameters()));
      reading = epoch + probe().wait(layers.unsure());
    }
    if (layers.silent()) { // what is not reached does not move, however large the rate
      found.removeIf(d -> d.condition() == Condition.D5);
    }
    if (isPerceptron()) { // its steps end with its mistakes, and it has no rate and no penalty
      found.removeIf(d -> d.condition() == Condition.D5 || d.condition() == Condition.D7);
    }
    for (Diagnostic diagnostic : found) { // mostly none: nothing is linked for it
      tell(diagnostic);
    }
  }

  /// The run ends because a number is not finite.
  ///
  /// @param layer the index l of the W(l) that leads to the number; 0 if it belongs to none
  /// @param what symbol, unit and batch, in words
  /// @param row the training row where it was seen; -1 if unknown
  /// @param batch the training rows of the batch; none if all rows were one batch
  public void diverged(int epoch, int layer, String what, int row, int[] batch) {
    steps.of(epoch, Double.POSITIVE_INFINITY, setup.optimizer().rate(), sizes).forEach(this::tell);
    Map<String, Double> evidence = new LinkedHashMap<>();
    evidence.put("update:weight", sizes.largest());
    evidence.put("rate", setup.optimizer().rate());
    String line = ", in which row is not known";
    if (row >= 0) {
      evidence.put("line", (double) training.line(row));
      line = ", first in line " + training.line(row);
    }
    evidence.put(
        "rows of the batch", (double) (batch.length == 0 ? training.rows() : batch.length));
    String sentence = what + line + lines(batch);
    tell(new Diagnostic(Condition.D6, epoch, layer, sentence, evidence, again()));
  }

  /// What helps if the run diverges, as flags.
  public String again() {
    return setup.again();
  }

  private String lines(int[] batch) {
    if (batch.length == 0) {
      return "; the batch is all training rows";
    }
    String first =
        Arrays.stream(batch)
            .limit(LINES)
            .mapToObj(r -> Integer.toString(training.line(r)))
            .collect(Collectors.joining(", "));
    int more = batch.length - LINES;
    return "; lines of the batch: " + first + (more > 0 ? " and " + more + " more" : "");
  }

  /// The run has ended: says how often each condition was met.
  ///
  /// @param longer flags with which it would have gone on; empty if that was no plan of its own
  public void end(String longer) {
    epochs.end(longer).forEach(this::tell);
    seen.values().stream().filter(s -> s.times > 1).forEach(s -> told.accept(s.last, s.times));
  }

  private void tell(Diagnostic diagnostic) {
    String key = diagnostic.condition() + " " + diagnostic.layer();
    Seen before = seen.get(key);
    int times = before == null ? 1 : before.times + 1;
    seen.put(key, new Seen(diagnostic, times));
    if (times == 1) {
      told.accept(diagnostic, 1);
    }
  }
}
