package dev.soma.studio.run;

import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.data.Problem;
import dev.soma.studio.run.Snapshots.When;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One training by [Trainer] in a thread of its own, held before its first step. It is only looked
/// at: the weights are those of the same training anywhere else, bit for bit.
public final class Run implements TrainingListener, AutoCloseable {
  private static final double SHARE = 0.04; // of the time, for looking at steps, and at health

  private final Problem problem;
  private final Settings settings;
  private final NetworkSpec spec;
  private final TrainingConfig config;
  private final Metric metric;
  private final Subject subject;
  private final int learned;
  private final Runnable changed;
  private final Gate gate = new Gate();
  private final History history = new History();
  private final Kernels kernels = KernelChoice.auto().create(1);
  private final Probe probe;
  private final Allowance looking = new Allowance(SHARE);
  private final Allowance probing = new Allowance(SHARE);
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable Parameters live;
  private float[] previous = new float[0];
  private long previousStep = -1;
  private long step;
  private long looked = -1;
  private When at = new When(0, 0, 0);
  private double penalties;
  private double penalty;
  private int looks;
  private double[] ratios = new double[0];
  private volatile @Nullable Snapshots snapshots;
  private volatile TrainingEvent.@Nullable Epoch last;
  private volatile TrainingEvent.@Nullable Stopped stopped;
  private volatile @Nullable SomaException failure;
  private volatile double batchJ = Double.NaN;

  /// A training of these settings, held at epoch 0.
  ///
  /// @param changed called after every change, from any thread
  /// @throws SomaException if the settings and the rows do not go together
  public Run(Problem problem, Settings settings, Runnable changed) {
    this.problem = problem;
    this.settings = settings;
    this.changed = changed;
    spec = settings.spec(problem);
    config = settings.config(problem);
    metric = Recipe.metric(problem.preparation().task());
    subject = Subject.of(problem, spec, config);
    learned = Parameters.zeros(spec).learned();
    probe = new Probe(spec, problem.preparation().training());
    thread = Thread.ofPlatform().name("training").daemon().unstarted(this::train);
    thread.start();
    awaitReady();
  }

  private void awaitReady() {
    try {
      ready.await();
    } catch (InterruptedException _) {
      gate.stop();
      Thread.currentThread().interrupt();
    }
    SomaException refused = failure;
    if (refused != null && snapshots == null) {
      throw refused;
    }
  }

  private void train() {
    try {
      Scorer scorer = new Scorer(metric, problem.preparation().target());
      scorer.check(spec.output().activation());
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
      Execution execution =
          new Execution(KernelChoice.auto(), threads, Double.POSITIVE_INFINITY, gate::stopped);
      Trainer.Result result =
          Trainer.train(
              spec,
              problem.preparation().training(),
              problem.preparation().validation(),
              scorer,
              config,
              execution,
              this);
      finished(result);
    } catch (SomaException e) {
      failure = e;
    } catch (OutOfMemoryError e) {
      failure =
          new SomaException.Resource(
              "E808",
              "the Java heap is too small for " + spec,
              "network 64, 64",
              "SOMA_JAVA_OPTS=-Xmx8g");
    } finally {
      kernels.close();
      probe.close();
      gate.stop();
      ready.countDown();
      changed.run();
    }
  }

  /// The weights of the best epoch are back: they become the newest.
  private void finished(Trainer.Result result) {
    Snapshots ring = snapshots;
    if (ring != null && stopped != null) {
      int best = result.history().stopped().bestEpoch();
      ring.add(new When(step, best, 0), result.network().parameters().values());
    }
    if (result.divergence() != null) {
      failure = result.divergence().error(config.optimizer().rate());
    }
  }

  @Override
  public void begins(Parameters parameters) {
    live = parameters;
    previous = new float[parameters.size()];
    int layers = (int) parameters.groups().stream().filter(g -> g.role() == Role.WEIGHT).count();
    ratios = new double[layers];
    Arrays.fill(ratios, Double.NaN);
    snapshots = new Snapshots(parameters);
  }

  @Override
  public boolean wantsBatches() {
    return true;
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.BatchDone b -> {
        step++;
        batchJ = b.j();
        boolean lastOfEpoch = b.batch() == b.batches();
        at = new When(step, b.epoch(), lastOfEpoch ? 0 : b.batch());
        look(at);
        if (!lastOfEpoch) {
          passed(false);
        }
      }
      case TrainingEvent.Epoch e -> {
        if (step < e.step() || e.epoch() == 0) { // L-BFGS tells of no batches
          step = e.step();
          at = new When(step, e.epoch(), 0);
          look(at);
        }
        ended(e);
        passed(true);
      }
      case TrainingEvent.Stopped s -> stopped = s;
      case TrainingEvent.Diagnosed d -> history.add(d.diagnostic());
      case TrainingEvent.Started _, TrainingEvent.MemberStarted _ -> {}
    }
  }

  private void passed(boolean end) {
    gate.pass(
        end,
        () -> {
          if (looked != step) {
            look(at);
          }
          changed.run();
          ready.countDown();
        });
    changed.run();
  }

  /// Copies the weights, if there is time for it; always while the training is stepped.
  private void look(When when) {
    Parameters now = live;
    Snapshots ring = snapshots;
    boolean second = previousStep == step - 1; // for the length of a step two are needed
    if (now == null || ring == null || (gate.isOpen() && !looking.allows() && !second)) {
      return;
    }
    long begun = System.nanoTime();
    if (second) {
      measure(now);
    }
    if (at.step() > 0) { // that of the weights before the step, as in its J
      penalties += penalty;
      looks++;
    }
    penalty = config.regularization().penalty(now, kernels);
    System.arraycopy(now.values(), 0, previous, 0, previous.length);
    previousStep = second && gate.isOpen() ? -1 : step;
    ring.add(when, now.values());
    looked = step;
    looking.spent(begun);
  }

  private void measure(Parameters now) {
    int layer = 0;
    for (Parameters.Group g : now.groups()) {
      if (g.role() == Role.WEIGHT) {
        double moved = 0;
        double size = 0;
        for (int i = g.offset(); i < g.offset() + g.size(); i++) {
          double d = (double) now.values()[i] - previous[i];
          moved += d * d;
          size += (double) previous[i] * previous[i];
        }
        ratios[layer++] = StrictMath.log10(StrictMath.sqrt(moved / size));
      }
    }
  }

  private void ended(TrainingEvent.Epoch e) {
    last = e;
    List<History.Health> health = List.of();
    Parameters now = live;
    if (now != null && (!gate.isOpen() || probing.allows())) {
      long begun = System.nanoTime();
      health = probe.health(now);
      probing.spent(begun);
    }
    double mean = looks > 0 ? penalties / looks : settings.l2() == 0 ? 0 : Double.NaN;
    history.add(new History.Point(e, mean, ratios.clone(), new ArrayList<>(health)));
    Arrays.fill(ratios, Double.NaN); // those of an epoch are measured in it
    penalties = 0;
    looks = 0;
  }

  /// Lets it run, holds it, or lets it make a step: `start`, `pause`, `batch`, `epoch`.
  ///
  /// @throws SomaException.Usage E209 for another word, E291 if it has ended
  public void control(String action) {
    if (ended() && !action.equals("pause")) {
      throw new SomaException.Usage(
          "E291", "the training has ended · reset it to begin again", "reset");
    }
    switch (action) {
      case "start" -> gate.open();
      case "pause" -> gate.hold();
      case "batch" -> gate.step();
      case "epoch" -> gate.epoch();
      default ->
          throw new SomaException.Usage(
              "E209", "action \"" + action + "\" · expected start, pause, batch or epoch", "start");
    }
    changed.run();
  }

  /// Lets it run no faster than so many epochs a second, for the eye; the weights are the same.
  ///
  /// @param epochsPerSecond above 0; infinity for as fast as can be
  public void speed(double epochsPerSecond) {
    gate.speed(epochsPerSecond);
  }

  /// Waits until the training is held, or has ended.
  ///
  /// @param millis at most
  /// @return whether it is
  public boolean awaitHeld(long millis) throws InterruptedException {
    return gate.await(millis) || ended();
  }

  /// What is learned.
  public Problem problem() {
    return problem;
  }

  /// The settings.
  public Settings settings() {
    return settings;
  }

  /// The network.
  public NetworkSpec spec() {
    return spec;
  }

  /// How many numbers are learned.
  public int learned() {
    return learned;
  }

  /// How it is trained.
  public TrainingConfig config() {
    return config;
  }

  /// The metric that chooses the best epoch.
  public Metric metric() {
    return metric;
  }

  /// What can be looked at.
  public Subject subject() {
    return subject;
  }

  /// Its epochs.
  public History history() {
    return history;
  }

  /// Its weights.
  public Snapshots snapshots() {
    Snapshots ring = snapshots;
    if (ring == null) {
      throw new IllegalStateException("the training has not begun");
    }
    return ring;
  }

  /// The last epoch that has ended.
  public TrainingEvent.@Nullable Epoch last() {
    return last;
  }

  /// J of the last batch, before its step; NaN before the first.
  public double batchJ() {
    return batchJ;
  }

  /// Whether it runs freely.
  public boolean running() {
    return gate.isOpen() && !ended();
  }

  /// Whether it has ended.
  public boolean ended() {
    return stopped != null || failure != null;
  }

  /// How it ended; null while it has not.
  public TrainingEvent.@Nullable Stopped stopped() {
    return stopped;
  }

  /// What made it end; null if nothing went wrong.
  public @Nullable SomaException failure() {
    return failure;
  }

  /// Ends the training and waits for its thread.
  @Override
  public void close() {
    gate.stop();
    try {
      thread.join(10_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
