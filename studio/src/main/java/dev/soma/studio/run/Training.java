package dev.soma.studio.run;

import dev.soma.data.encode.Dataset;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.studio.data.Heap;
import dev.soma.studio.data.Problem;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A training by [Trainer] in a thread of its own, held at a [Gate] before its first step. It is
/// only looked at: the weights are those of the same training anywhere else, bit for bit.
final class Training implements TrainingListener {
  /// Whose weights stand at the end.
  enum Kept {
    /// Those of the best epoch.
    BEST,
    /// Those of the last epoch; of the best one if the run diverged.
    LAST
  }

  private final Problem problem;
  private final NetworkSpec spec;
  private final TrainingConfig config;
  private final Metric metric;
  private final Kept kept;
  private final Gate gate;
  private final Recorder recorder;
  private final Runnable changed;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable SomaException failure;
  private volatile boolean done;

  /// Held at epoch 0.
  ///
  /// @param recorder is told of it, and closed at its end
  /// @param changed called after every change, from any thread
  /// @throws SomaException if the settings and the rows do not go together
  Training(
      Problem problem,
      NetworkSpec spec,
      TrainingConfig config,
      Metric metric,
      Kept kept,
      Gate gate,
      Recorder recorder,
      Runnable changed) {
    this.problem = problem;
    this.spec = spec;
    this.config = config;
    this.metric = metric;
    this.kept = kept;
    this.gate = gate;
    this.recorder = recorder;
    this.changed = changed;
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
    if (refused != null && !recorder.begun()) {
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
      finished(run(scorer, execution));
    } catch (SomaException e) {
      failure = e;
    } catch (OutOfMemoryError e) {
      failure = Heap.of(e, spec.toString(), "network 64, 64");
    } finally {
      recorder.close();
      done = true; // what made it end is known by now
      gate.stop();
      ready.countDown();
      changed.run();
    }
  }

  private Trainer.Result run(Scorer scorer, Execution execution) {
    Dataset training = problem.preparation().training();
    Dataset validation = problem.preparation().validation();
    Parameters start = problem.start();
    return start == null
        ? Trainer.train(spec, training, validation, scorer, config, execution, this)
        : Trainer.trainOn(start.copy(), training, validation, scorer, config, execution, this);
  }

  /// The weights of the best epoch are back, if they are to stand: they become the newest.
  private void finished(Trainer.Result result) {
    if (kept == Kept.BEST || result.divergence() != null) {
      recorder.restored(
          result.history().stopped().bestEpoch(), result.network().parameters().values());
    } else {
      recorder.score();
    }
    if (result.divergence() != null) {
      failure = result.divergence().error(config.optimizer());
    }
  }

  @Override
  public void begins(Parameters live) {
    recorder.begins(live);
  }

  @Override
  public boolean wantsBatches() {
    return true;
  }

  @Override
  public void on(TrainingEvent event) {
    recorder.on(event);
    if (event instanceof TrainingEvent.BatchDone b && b.batch() < b.batches()) {
      passed(false);
    } else if (event instanceof TrainingEvent.Epoch) {
      passed(true);
    }
  }

  private void passed(boolean end) {
    gate.pass(
        end,
        () -> {
          recorder.keep();
          changed.run();
          ready.countDown();
        });
    changed.run();
  }

  /// What made it end; null if nothing went wrong.
  @Nullable SomaException failure() {
    return failure;
  }

  /// Whether it has ended.
  boolean done() {
    return done;
  }

  /// Ends the training and waits for its thread.
  void end() {
    gate.stop();
    try {
      thread.join(10_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
