package dev.soma.recipe;

import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.Provenance;
import dev.soma.nn.NetworkSpec;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingHistory;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains several networks one after the other and averages them: some that differ by their seeds
/// alone, one a fold that differ by their rows, or both.
public final class Ensemble {
  /// What the networks of one fold are trained on, and how.
  ///
  /// @param rows encoded, with encoders learned on the training rows of the fold
  /// @param network for these inputs
  /// @param config of all of them but for the seed
  /// @param heldOut rows that the fold does not learn from; null if none are held out
  public record Job(
      Preparation rows, NetworkSpec network, TrainingConfig config, @Nullable Table heldOut) {}

  /// How many networks there are to be.
  ///
  /// @param members of each fold, >= 1
  /// @param most of all folds together, in the order in which they are trained; 0 = no limit
  public record Size(int members, int most) {
    /// Checks the ranges.
    public Size {
      if (members < 1 || most < 0) {
        throw new IllegalArgumentException(members + " members, " + most + " at most");
      }
    }

    /// So many of each fold.
    public static Size of(int members) {
      return new Size(members, 0);
    }

    /// Of so many folds.
    public int networks(int folds) {
      long all = Math.min(Integer.MAX_VALUE, (long) folds * members);
      return (int) (most == 0 ? all : Math.min(all, most));
    }
  }

  /// A network that is part of the model.
  ///
  /// @param fold from 1
  /// @param seed of its initialisation, shuffle and dropout
  /// @param history of its training
  public record Trained(int fold, long seed, TrainingHistory history) {}

  private final Metric metric;
  private final Map<String, String> settings;
  private final Execution execution;
  private final TrainingListener listener;
  private final int folds;
  private final int members;
  private final int networks;
  private final long begun = System.nanoTime();
  private final List<Trained> trained = new ArrayList<>();
  private final List<Model> models = new ArrayList<>();
  private final List<OutOfFold.Part> heldOut = new ArrayList<>();
  private @Nullable Fit last;
  private @Nullable Preparation first;
  private boolean cut;

  private Ensemble(
      Metric metric,
      Map<String, String> settings,
      Execution execution,
      TrainingListener listener,
      int folds,
      Size size) {
    this.metric = metric;
    this.settings = settings;
    this.execution = execution;
    this.listener = listener;
    this.folds = folds;
    this.members = size.members();
    this.networks = size.networks(folds);
  }

  /// Trains the members of each fold, fold after fold.
  ///
  /// A limit of time is one for all of them. A network that is cut short, by that limit, by
  /// somebody who asks to stop, or because it diverges, ends the run and is left out, unless it is
  /// the first: then its best weights are the model, as those of a single network are. The model
  /// says how many networks it has, and the first one, if it is cut short, how many steps it made:
  /// with these limits in place of the clock the same model is made again.
  ///
  /// @param jobs one a fold, each asked for when it is its turn
  /// @param size how many networks; the seed of each is that of [#seed]
  /// @param settings as for [Fit#train]
  /// @return the model, with the history of the network that was trained last
  public static Fit train(
      List<Supplier<Job>> jobs,
      Size size,
      Metric metric,
      Map<String, String> settings,
      Execution execution,
      TrainingListener listener) {
    Ensemble ensemble = new Ensemble(metric, settings, execution, listener, jobs.size(), size);
    for (int fold = 0; fold < jobs.size() && !ensemble.complete(); fold++) {
      ensemble.fold(fold, jobs.get(fold).get());
    }
    return ensemble.fit();
  }

  /// The seed of a network: the first has the seed of the run, so that one network alone is what it
  /// would be without an ensemble; the others have the key of the stream `member I`.
  ///
  /// @param index counted from 0 through all folds
  public static long seed(long seed, int index) {
    return index == 0 ? seed : Seeds.of(seed).key("member " + index);
  }

  /// Whether no network comes any more.
  private boolean complete() {
    return cut || models.size() == networks;
  }

  private void fold(int fold, Job job) {
    if (first == null) {
      first = job.rows();
    }
    int before = models.size();
    for (int m = 0; m < members && !complete(); m++) {
      int index = fold * members + m;
      long seed = seed(job.config().seed(), index);
      if (networks > 1) {
        listener.on(new TrainingEvent.MemberStarted(index + 1, networks, fold + 1, folds, seed));
      }
      Fit fit =
          Fit.train(
              job.rows(),
              job.network(),
              job.config().seed(seed),
              metric,
              settings,
              left(),
              listener);
      last = fit;
      cut =
          switch (fit.history().stopped().reason()) {
            case INTERRUPTED, MAX_TIME, DIVERGED -> true;
            case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> false;
          };
      if (!cut || models.isEmpty()) {
        models.add(fit.model());
        trained.add(new Trained(fold + 1, seed, fit.history()));
      }
    }
    Table held = job.heldOut();
    if (held != null && models.size() > before) {
      Model own = averaged(models.subList(before, models.size()), held.rows(), Map.of());
      Predictions predictions = own.predict(held);
      heldOut.add(new OutOfFold.Part(fold + 1, held, predictions, own.outcomes(held)));
    }
  }

  /// The limits with the time that is left; a network that begins without any makes one step.
  private Execution left() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return models.isEmpty()
        ? execution
        : new Execution(
            execution.kernels(),
            execution.threads(),
            Math.max(1e-9, execution.maxSeconds() - seconds),
            execution.stop());
  }

  private Fit fit() {
    if (last == null || first == null) {
      throw new IllegalArgumentException("an ensemble needs a fold and a member");
    }
    int rows = first.training().rows();
    if (heldOut.size() == folds) {
      rows = heldOut.stream().mapToInt(p -> p.rows().rows()).sum(); // each learned from by others
    }
    boolean bag = folds > 1;
    Map<String, String> kept = Map.of();
    if (models.size() < Size.of(members).networks(folds)) { // cut short
      kept = Map.of(bag ? "max_networks" : "members", Integer.toString(models.size()));
    }
    return new Fit(
        averaged(models, rows, kept),
        last.history(),
        last.divergence(),
        first,
        trained,
        bag ? new OutOfFold(heldOut) : null);
  }

  /// One model of all members of some.
  ///
  /// @param rows that they have learned from
  /// @param kept settings that say how many there are if there were to be more
  private static Model averaged(List<Model> models, int rows, Map<String, String> kept) {
    Model one = models.getFirst();
    if (models.size() == 1 && kept.isEmpty()) {
      return one;
    }
    TargetEncoder target = target(models);
    List<Member> members = new ArrayList<>();
    for (Model model : models) {
      Member m = model.members().getFirst();
      members.add(
          model.target() instanceof TargetEncoder.Numbers own && !own.equals(target)
              ? new Member(m.encoder(), m.network(), own)
              : m);
    }
    Provenance from = one.provenance();
    Map<String, String> all = new TreeMap<>(from.settings());
    boolean alike = models.stream().allMatch(m -> m.encoder().equals(one.encoder()));
    all.putAll(kept);
    if (!alike) { // the number of inputs is not the same for all
      all.computeIfPresent("network", (_, text) -> text.replaceFirst("^.*?-> ", ""));
    }
    long steps = models.stream().mapToLong(m -> m.provenance().step()).sum();
    return new Model(
        members,
        target,
        one.loss(),
        one.l2(),
        new Provenance(from.version(), from.dataSha256(), rows, from.seed(), all, steps));
  }

  /// The target of all: the classes, or the scale of the first with the widest bounds.
  private static TargetEncoder target(List<Model> models) {
    TargetEncoder one = models.getFirst().target();
    if (!(one instanceof TargetEncoder.Numbers n)) {
      if (!models.stream().allMatch(m -> m.target().equals(one))) {
        throw new IllegalArgumentException("the folds have learned different classes");
      }
      return one;
    }
    List<Double> lows = new ArrayList<>(n.lows());
    List<Double> highs = new ArrayList<>(n.highs());
    for (Model model : models) {
      TargetEncoder.Numbers other = (TargetEncoder.Numbers) model.target();
      for (int k = 0; k < lows.size(); k++) {
        lows.set(k, Math.min(lows.get(k), other.lows().get(k)));
        highs.set(k, Math.max(highs.get(k), other.highs().get(k)));
      }
    }
    return new TargetEncoder.Numbers(n.names(), n.means(), n.sds(), lows, highs);
  }
}
