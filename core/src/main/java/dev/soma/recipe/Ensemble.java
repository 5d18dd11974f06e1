package dev.soma.recipe;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.Provenance;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingHistory;
import dev.soma.train.TrainingListener;
import dev.soma.train.clock.Rounds;
import dev.soma.train.parallel.HeapNeed;
import dev.soma.train.parallel.SideBySide;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains several networks and averages them: some that differ by their seeds alone, one a fold
/// that differ by their rows, or both. Where there are several threads, as many networks are
/// trained side by side, each by one of them: no thread waits for another within a step. The model
/// is the same, bit for bit, and listeners hear of one network after the other.
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

    /// How many of so many folds have a network: the first ones.
    public int folds(int folds) {
      return Math.ceilDiv(networks(folds), members);
    }
  }

  /// A network that is part of the model.
  ///
  /// @param fold from 1
  /// @param seed of its initialisation, shuffle and dropout
  /// @param history of its training
  public record Trained(int fold, long seed, TrainingHistory history) {}

  /// The part of the heap, one in so many, that all networks that are trained at once may take with
  /// their encoded rows.
  private static final int SHARE = 4;

  /// Multiplications and additions of a network that is worth a thread of its own. The time of less
  /// is that of the compiler, which needs the other processor.
  private static final double LONG_STEPS = 1e10;

  private static final int BY_RULE = 0;

  private final Metric metric;
  private final Map<String, String> settings;
  private final Execution execution;
  private final TrainingListener listener;
  private final List<Supplier<Job>> jobs;
  private final int folds;
  private final int members;
  private final int networks;
  private final long begun = System.nanoTime();
  private final List<Trained> trained = new ArrayList<>();
  private final List<Model> models = new ArrayList<>();
  private final List<OutOfFold.Part> heldOut = new ArrayList<>();
  private @Nullable Fit last;
  private @Nullable Job job; // of the fold that was begun last
  private @Nullable Preparation first;
  private int turns; // networks that were begun
  private boolean cut;
  private @Nullable RuntimeException refused; // rows of a fold that those before it do not need

  private Ensemble(
      Metric metric,
      Map<String, String> settings,
      Execution execution,
      TrainingListener listener,
      List<Supplier<Job>> jobs,
      Size size) {
    this.metric = metric;
    this.settings = settings;
    this.execution = execution;
    this.listener = listener;
    this.jobs = jobs;
    this.folds = jobs.size();
    this.members = size.members();
    this.networks = size.networks(folds);
  }

  /// Trains the members of each fold, fold after fold, some of them [#beside] each other.
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
    return train(jobs, size, metric, settings, execution, listener, BY_RULE);
  }

  /// The same with so many at once, whatever speaks against it; 0 = by the rule.
  static Fit train(
      List<Supplier<Job>> jobs,
      Size size,
      Metric metric,
      Map<String, String> settings,
      Execution execution,
      TrainingListener listener,
      int beside) {
    Ensemble ensemble = new Ensemble(metric, settings, execution, listener, jobs, size);
    if (ensemble.networks > 0) {
      ensemble.train(beside);
    }
    return ensemble.fit();
  }

  /// How many networks are trained at once: one for each thread, and no more than there are
  /// processors, as long as what they need ([HeapNeed]) is small beside the heap. One alone if it
  /// is a small one, if its rows are on disk, or if the listener wants batches.
  ///
  /// @param first what the first network is trained on
  /// @param networks that there are to be, >= 1
  /// @param metric chooses the best epoch
  public static int beside(
      Job first, int networks, Metric metric, Execution execution, TrainingListener listener) {
    int most = Math.min(processors(execution), networks);
    Dataset rows = first.rows().training();
    double work = 3.0 * first.config().epochs() * rows.rows() * Parameters.count(first.network());
    if (most == 1 || work < LONG_STEPS || rows.isOnDisk() || listener.wantsBatches()) {
      return 1;
    }
    Dataset fresh = first.rows().validation();
    Scorer scorer = new Scorer(metric, first.rows().target());
    long bytes = HeapNeed.bytes(first.network(), first.config(), scorer, rows, fresh, execution);
    bytes += first.rows().bytes();
    return Rounds.within(networks, most, Runtime.getRuntime().maxMemory() / SHARE / bytes).beside();
  }

  /// Threads that have a processor each.
  private static int processors(Execution execution) {
    return Math.min(execution.threads(), Runtime.getRuntime().availableProcessors());
  }

  /// The seed of a network: the first has the seed of the run, so that one network alone is what it
  /// would be without an ensemble; the others have the key of the stream `member I`.
  ///
  /// @param index counted from 0 through all folds
  public static long seed(long seed, int index) {
    return index == 0 ? seed : Seeds.of(seed).key("member " + index);
  }

  /// A network that is to be trained.
  private record Turn(int index, int fold, long seed, Job job) {}

  private void train(int asked) {
    Turn turn = turn();
    int beside =
        asked == BY_RULE ? beside(turn.job(), networks, metric, execution, listener) : asked;
    if (beside > 1) {
      sideBySide(turn, new Rounds(networks, beside));
      return;
    }
    while (true) {
      begins(turn, 1);
      take(turn, fit(turn, left(turn, execution.threads()), listener));
      if (cut || turns == networks) {
        return;
      }
      turn = turn();
    }
  }

  private void sideBySide(Turn first, Rounds rounds) {
    Deque<Turn> open = new ArrayDeque<>(); // the first of them is told of
    try (SideBySide<Fit> side = new SideBySide<>(execution.stop())) {
      open.add(start(side, first, rounds));
      while (!cut && !open.isEmpty()) {
        Turn turn = open.getFirst();
        begins(turn, rounds.beside());
        take(turn, side.next(turn.index() == 0 ? warming(side, open, rounds) : listener));
        open.removeFirst();
        startMore(side, open, rounds);
      }
    }
    if (refused != null && !cut) {
      throw refused;
    }
  }

  /// Hears of the first network, and starts others when it need no longer be alone.
  private TrainingListener warming(SideBySide<Fit> side, Deque<Turn> open, Rounds rounds) {
    return event -> {
      listener.on(event);
      if (event instanceof TrainingEvent.Epoch e && !rounds.isAlone(e.epoch(), e.epochs())) {
        startMore(side, open, rounds);
      }
    };
  }

  private void startMore(SideBySide<Fit> side, Deque<Turn> open, Rounds rounds) {
    while (!cut && refused == null && rounds.mayBegin(turns, open.size())) {
      try {
        open.add(start(side, turn(), rounds));
      } catch (RuntimeException e) {
        refused = e;
      }
    }
  }

  private Turn start(SideBySide<Fit> side, Turn turn, Rounds rounds) {
    Execution own = left(turn, Math.max(1, processors(execution) / rounds.beside()));
    side.start((execution, listener) -> fit(turn, execution, listener), own);
    return turn;
  }

  private void begins(Turn turn, int beside) {
    if (networks > 1) {
      listener.on(
          new TrainingEvent.MemberStarted(
              turn.index() + 1, networks, turn.fold() + 1, folds, turn.seed(), beside));
    }
  }

  private Fit fit(Turn turn, Execution execution, TrainingListener listener) {
    Job job = turn.job();
    TrainingConfig config = job.config().seed(turn.seed());
    return Fit.train(job.rows(), job.network(), config, metric, settings, execution, listener);
  }

  /// A network was trained, after all those before it.
  private void take(Turn turn, Fit fit) {
    last = fit;
    cut =
        switch (fit.history().stopped().reason()) {
          case INTERRUPTED, MAX_TIME, DIVERGED -> true;
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS -> false;
        };
    if (!cut || models.isEmpty()) {
      models.add(fit.model());
      trained.add(new Trained(turn.fold() + 1, turn.seed(), fit.history()));
    }
    int done = turn.index() + 1;
    int before = turn.fold() * members;
    Table held = turn.job().heldOut();
    boolean ended = cut || done == networks || done % members == 0;
    if (held != null && ended && models.size() > before) {
      Model own = averaged(models.subList(before, models.size()), held.rows(), Map.of());
      Predictions predictions = own.predict(held);
      heldOut.add(new OutOfFold.Part(turn.fold() + 1, held, predictions, own.outcomes(held)));
    }
  }

  /// The limits with the time that is left; a network that begins without any makes one step.
  private Execution left(Turn turn, int threads) {
    double seconds = turn.index() == 0 ? 0 : (System.nanoTime() - begun) / 1e9;
    return new Execution(
        execution.kernels(),
        threads,
        Math.max(1e-9, execution.maxSeconds() - seconds),
        execution.stop());
  }

  /// The next one; with the first of a fold its rows are asked for.
  private Turn turn() {
    int index = turns++;
    if (job == null || index % members == 0) {
      job = jobs.get(index / members).get();
    }
    if (first == null) {
      first = job.rows();
    }
    return new Turn(index, index / members, seed(job.config().seed(), index), job);
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
