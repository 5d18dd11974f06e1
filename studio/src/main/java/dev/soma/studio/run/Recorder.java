package dev.soma.studio.run;

import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import dev.soma.studio.run.Snapshots.When;
import dev.soma.studio.share.Allowance;
import dev.soma.studio.share.Processor;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps what happens in a training: its epochs, and copies of its weights. It is told by the
/// thread of the training, and read by others.
public final class Recorder implements TrainingListener, AutoCloseable {
  /// Of the time, for looking at steps, and once more for the health of units: small enough that
  /// neither need wait for what a picture has cost.
  private static final double SHARE = 0.01;

  private final TrainingConfig config;
  private final Regularization penalised;
  private final BooleanSupplier free;
  private final History history = new History();
  private final Kernels kernels = KernelChoice.auto().create(1);
  private final Probe probe;
  private final Allowance account;
  private final Allowance looking = new Allowance(SHARE);
  private final Allowance probing = new Allowance(SHARE);
  private @Nullable Parameters live;
  private float[] previous = new float[0];
  private long previousStep = -2; // -1 is the step before 0
  private long step;
  private long looked = -1;
  private long bestStep;
  private When at = new When(0, 0, 0);
  private double penalties;
  private double penalty;
  private int looks;
  private double[] ratios = new double[0];
  private volatile @Nullable Snapshots snapshots;
  private volatile TrainingEvent.@Nullable Epoch last;
  private volatile TrainingEvent.@Nullable Stopped stopped;
  private volatile double batchJ = Double.NaN;
  private volatile boolean best;
  private final AtomicLong spent = new AtomicLong();

  /// Knows of nothing yet.
  ///
  /// @param subject what is trained, and on which rows
  /// @param metric that chooses the best epoch
  /// @param config how it is trained
  /// @param account that what it costs is counted in
  /// @param free whether the training runs freely; if not, every step is kept
  public Recorder(
      Subject subject,
      Metric metric,
      TrainingConfig config,
      Allowance account,
      BooleanSupplier free) {
    this.config = config;
    penalised = config.regularization();
    this.account = account;
    this.free = free;
    probe = new Probe(subject, metric);
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
        at = new When(step, b.epoch(), b.batch() == b.batches() ? 0 : b.batch());
        look(false);
      }
      case TrainingEvent.Epoch e -> {
        if (step < e.step() || e.epoch() == 0) { // L-BFGS tells of no batches
          step = e.step();
          at = new When(step, e.epoch(), 0);
          look(false);
        }
        bestStep = e.best() ? e.step() : bestStep;
        if (mayBeLast(e)) {
          keep();
        }
        ended(e);
      }
      case TrainingEvent.Stopped s -> stopped = s;
      case TrainingEvent.Diagnosed d -> history.add(d.diagnostic());
      case TrainingEvent.Started _, TrainingEvent.MemberStarted _ -> {}
    }
  }

  /// Copies the weights of the step that was made last, unless that was done.
  void keep() {
    if (looked != step) {
      look(true);
    }
  }

  /// Before a training tells that it has ended, its weights are those of the best epoch again: the
  /// last ones are to be had at the end of an epoch only.
  private boolean mayBeLast(TrainingEvent.Epoch e) {
    boolean patient = config.patience() > 0 && e.epoch() - e.bestEpoch() >= config.patience();
    boolean all = e.epoch() == e.epochs() || e.step() == config.maxSteps();
    return all || patient || e.mistakes() == 0 || config.optimizer() instanceof Optimizer.Lbfgs;
  }

  /// The weights of the best epoch are back: they are the newest, with the step that they had.
  ///
  /// @param epoch whose weights they are
  public void restored(int epoch, float[] weights) {
    Snapshots ring = snapshots();
    if (ring.now().step() != bestStep) {
      ring.stand(new When(bestStep, epoch, 0), weights);
    }
    best = true;
    score();
  }

  /// Finds out how good the newest weights are; for when the training has ended.
  void score() {
    Snapshots.Snapshot newest = snapshots().latest();
    history.score(newest.when().epoch(), probe.scores(newest.parameters()));
  }

  /// What a log tells of a training that has ended, and the weights that it left; of the health of
  /// the units only the end is known.
  ///
  /// @param events as they were told; none if there is no log
  /// @param steps of the training, where there is no log; 0 if nobody knows
  public void logged(List<TrainingEvent> events, long steps, Parameters weights) {
    begins(weights);
    step = events.isEmpty() ? steps : 0;
    int best = 0;
    for (TrainingEvent event : events) {
      best = event instanceof TrainingEvent.Epoch e ? e.bestEpoch() : best;
    }
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.Epoch e) {
        last = e;
        step = e.epoch() == best ? e.step() : step;
        List<History.Health> health = e.epoch() == best ? probe.health(weights) : List.of();
        history.add(new History.Point(e, Double.NaN, ratios, health, History.Scores.NONE));
      } else {
        on(event);
      }
    }
    snapshots().add(new When(step, best, 0), weights.values());
    this.best = true;
  }

  /// Copies the weights, if there is time for it; always while the training is stepped.
  ///
  /// @param asked whether they are wanted without regard to the time
  private void look(boolean asked) {
    Parameters now = live;
    Snapshots ring = snapshots;
    boolean second = previousStep == step - 1; // for the length of a step two are needed
    boolean due = asked || second || !free.getAsBoolean() || looking.allows();
    if (now == null || ring == null || !due) {
      return;
    }
    long begun = Processor.thread();
    if (second) {
      measure(now);
    }
    if (at.step() > 0) { // that of the weights before the step, as in its J
      penalties += penalty;
      looks++;
    }
    penalty = penalised.penalty(now, kernels);
    System.arraycopy(now.values(), 0, previous, 0, previous.length);
    previousStep = second && free.getAsBoolean() ? -1 : step;
    ring.add(at, now.values());
    looked = step;
    count(looking, begun);
  }

  private void count(Allowance own, long begun) {
    long nanos = Processor.thread() - begun;
    own.spent(nanos);
    account.spent(nanos);
    spent.addAndGet(nanos);
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
    History.Scores scores = History.Scores.NONE;
    Parameters now = live;
    boolean due = !free.getAsBoolean() || (history.isKept(e.epoch()) && probing.allows());
    if (now != null && due) {
      long begun = Processor.thread();
      health = probe.health(now);
      scores = probe.scores(now);
      count(probing, begun);
    }
    double mean = looks > 0 ? penalties / looks : penalised.l2() == 0 ? 0 : Double.NaN;
    history.add(new History.Point(e, mean, ratios.clone(), new ArrayList<>(health), scores));
    Arrays.fill(ratios, Double.NaN); // those of an epoch are measured in it
    penalties = 0;
    looks = 0;
  }

  /// Its epochs.
  public History history() {
    return history;
  }

  /// Its weights.
  ///
  /// @throws IllegalStateException before the training has begun
  public Snapshots snapshots() {
    Snapshots ring = snapshots;
    if (ring == null) {
      throw new IllegalStateException("the training has not begun");
    }
    return ring;
  }

  /// How many training rows the health of units is found out on.
  public int probed() {
    return probe.rows();
  }

  /// Nanoseconds of the training's thread that recording took so far.
  public long spent() {
    return spent.get();
  }

  /// How many validation rows are scored now and then.
  public int validated() {
    return probe.validationRows();
  }

  /// Whether the training has begun: its start was told, and there are weights to look at.
  boolean begun() {
    return !history.points().isEmpty();
  }

  /// The last epoch that has ended.
  TrainingEvent.@Nullable Epoch last() {
    return last;
  }

  /// J of the last batch, before its step; NaN before the first.
  double batchJ() {
    return batchJ;
  }

  /// Whether the newest weights are those of the best epoch, which came back at the end; if not,
  /// they are those of the last step.
  public boolean isBest() {
    return best;
  }

  /// How it ended; null while it has not.
  public TrainingEvent.@Nullable Stopped stopped() {
    return stopped;
  }

  /// Frees what it looked with; what it knows stays.
  @Override
  public void close() {
    kernels.close();
    probe.close();
  }
}
