package dev.soma.studio.run;

import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.model.Model;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.recipe.effort.Recipe;
import dev.soma.studio.data.Problem;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.share.Allowance;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/// One network that is looked at: what it is, its rows, its weights step by step and its epochs.
/// The page trains it, or somebody else does, or it was saved: views need not know.
public final class Run implements AutoCloseable {
  /// Who trains.
  public enum Origin {
    /// The page, with its buttons.
    PAGE,
    /// Something else in this process: the page only looks.
    ELSEWHERE,
    /// Nobody any more: a model that was saved.
    SAVED
  }

  /// Where a run comes from.
  ///
  /// @param origin who trains, or has trained
  /// @param line what the page shows, in words
  public record About(Origin origin, String line) {}

  private final About about;
  private final Problem problem;
  private final NetworkSpec spec;
  private final TrainingConfig config;
  private final Metric metric;
  private final Subject subject;
  private final int learned;
  private final Recorder recorder;
  private final Allowance account;
  private final Gate gate;
  private final Runnable changed;
  private final @Nullable Settings settings;
  private final @Nullable Training training;

  /// A training of the page with these settings, held at epoch 0.
  ///
  /// @param account that what is done for the page is counted in
  /// @param changed called after every change, from any thread
  /// @throws SomaException if the settings and the rows do not go together
  public Run(Problem problem, Settings settings, Allowance account, Runnable changed) {
    this.account = account;
    gate = new Gate(account::rested);
    this.problem = problem;
    this.settings = settings;
    this.changed = changed;
    about = new About(Origin.PAGE, problem.line());
    spec = settings.spec(problem);
    config = settings.config(problem);
    metric = Recipe.metric(problem.preparation().task(), problem.loss());
    subject = Subject.of(problem, spec, config);
    learned = Parameters.zeros(spec).learned();
    recorder = new Recorder(subject, metric, config, account, gate::isOpen);
    Training.Kept kept = settings.keepsLast() ? Training.Kept.LAST : Training.Kept.BEST;
    training = new Training(problem, spec, config, metric, kept, gate, recorder, changed);
  }

  /// A run that the page has nothing to do with: who knows of it tells [#recorder()].
  ///
  /// @param account that what is done for the page is counted in
  public Run(
      About about,
      Problem problem,
      NetworkSpec spec,
      TrainingConfig config,
      Metric metric,
      Allowance account) {
    this.account = account;
    gate = new Gate(account::rested);
    this.about = about;
    this.problem = problem;
    this.spec = spec;
    this.config = config;
    this.metric = metric;
    subject = Subject.of(problem, spec, config);
    learned = Parameters.zeros(spec).learned();
    recorder = new Recorder(subject, metric, config, account, () -> true);
    settings = null;
    training = null;
    changed = () -> {};
  }

  /// A network of a saved model, as its training left it.
  ///
  /// @param k which network, from 0
  /// @param account that what is done for the page is counted in
  /// @throws SomaException if the rows do not fit the model
  public static Run saved(SavedModel saved, int k, Allowance account) {
    Model one = saved.network(k);
    About about = new About(Origin.SAVED, saved.line(k));
    Run run =
        new Run(
            about, saved.problem(k), one.network().spec(), saved.config(), saved.metric(), account);
    long steps = saved.networks() == 1 ? one.provenance().step() : 0; // of several: all their steps
    run.recorder.logged(saved.log(k), steps, one.network().parameters());
    run.recorder.close();
    return run;
  }

  /// Lets it run, holds it, or lets it make a step: `start`, `pause`, `batch`, `epoch`.
  ///
  /// @throws SomaException.Usage E209 for another word, E291 if it has ended, E293 if the page does
  ///   not train it
  public void control(String action) {
    requireOwn();
    if (ended() && !action.equals("pause")) {
      throw new SomaException.Usage(
          "E291", "the training has ended · reset it to begin again", "Reset");
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

  /// Refuses what only a training of the page can do.
  ///
  /// @throws SomaException.Usage E293 if this is none
  void requireOwn() {
    switch (about.origin()) {
      case PAGE -> {}
      case ELSEWHERE ->
          throw new SomaException.Usage(
              "E293",
              "the page only looks · the terminal trains this network: it is not held, stepped or"
                  + " reset from here",
              "soma studio");
      case SAVED ->
          throw new SomaException.Usage(
              "E293", "the page only looks · the training of a saved model has ended", "Train on");
    }
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

  /// Where it comes from.
  public About about() {
    return about;
  }

  /// What is learned.
  public Problem problem() {
    return problem;
  }

  /// The settings of the page; null if the page does not train.
  public @Nullable Settings settings() {
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

  /// The metric that a person reads: accuracy, or R2 of numbers.
  public Metric read() {
    return Probe.read(subject.target());
  }

  /// What can be looked at.
  public Subject subject() {
    return subject;
  }

  /// That what is done for the page is counted in.
  Allowance account() {
    return account;
  }

  /// What is told of it, and known.
  public Recorder recorder() {
    return recorder;
  }

  /// Its epochs.
  public History history() {
    return recorder.history();
  }

  /// Its weights.
  public Snapshots snapshots() {
    return recorder.snapshots();
  }

  /// The last epoch that has ended.
  public TrainingEvent.@Nullable Epoch last() {
    return recorder.last();
  }

  /// J of the last batch, before its step; NaN before the first.
  public double batchJ() {
    return recorder.batchJ();
  }

  /// Whether it runs freely.
  public boolean running() {
    return switch (about.origin()) {
      case PAGE -> gate.isOpen() && !ended();
      case ELSEWHERE -> !ended();
      case SAVED -> false;
    };
  }

  /// Whether it has ended.
  public boolean ended() {
    return switch (about.origin()) {
      case PAGE -> training != null && training.done();
      case ELSEWHERE -> stopped() != null;
      case SAVED -> true;
    };
  }

  /// How it ended; null while it has not, and if nobody knows.
  public TrainingEvent.@Nullable Stopped stopped() {
    return recorder.stopped();
  }

  /// What made it end; null if nothing went wrong.
  public @Nullable SomaException failure() {
    return training == null ? null : training.failure();
  }

  /// Ends a training of the page and waits for its thread; of others only the looking ends.
  @Override
  public void close() {
    if (training == null) {
      recorder.close();
    } else {
      training.end();
    }
  }
}
