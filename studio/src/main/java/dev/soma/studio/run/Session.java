package dev.soma.studio.run;

import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import dev.soma.studio.data.FormulaRows;
import dev.soma.studio.data.Heap;
import dev.soma.studio.data.Problem;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.data.Toys;
import dev.soma.studio.data.Upload;
import dev.soma.studio.lesson.Lessons;
import dev.soma.studio.share.Allowance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What all browsers see: one run, and what the page can train on besides toy sets: a table of
/// one's own, or a saved model; safe for several threads.
public final class Session implements AutoCloseable {
  /// Words for the `data` of the settings that mean the table of one's own.
  public static final String OWN = "own";

  /// The word for the rows and the weights of the saved model.
  public static final String SAVED = "saved";

  /// Epochs a second at most, so that small sets can be followed.
  private static final double USUAL_SPEED = 30;

  private final AtomicLong version = new AtomicLong();
  private final Allowance account;
  private @Nullable Table own;
  private String ownName = "";
  private final @Nullable SavedModel saved;
  private Settings settings = Settings.START;
  private volatile int member = 1;
  private volatile Run run;
  private final AtomicLong number = new AtomicLong(1);
  private final Earlier earlier = new Earlier();
  private volatile double speed = USUAL_SPEED;
  private final Lessons lessons = new Lessons(version::incrementAndGet);

  /// A session that begins with a toy set, or with a table of one's own.
  ///
  /// @param own that knows its target; null for a toy set
  /// @param ownName the name of its file
  /// @throws SomaException.Data if nothing can be learned from it
  public Session(@Nullable Table own, String ownName) {
    this.own = own;
    this.ownName = ownName;
    account = Allowance.page();
    saved = null;
    if (own != null) {
      settings = settings.with(Map.of("v", Settings.VERSION, "data", OWN));
    }
    run = begin(settings);
  }

  /// A session that only looks at a run, and then at those that follow it.
  public Session(Run first) {
    saved = null;
    account = first.account();
    run = first;
  }

  /// A session that looks at the first network of a saved model, and can train on from it.
  public Session(SavedModel saved) {
    this.saved = saved;
    account = Allowance.page();
    settings = settings.of(saved.config());
    run = Run.saved(saved, 0, account);
  }

  private Run begin(Settings settings) {
    Run next = new Run(problem(settings), settings, account, version::incrementAndGet);
    next.speed(speed);
    return next;
  }

  private Problem problem(Settings s) {
    if (!s.data().equals(Toys.FORMULA)) {
      FormulaRows.check(s.formula(), s.gives());
    }
    if (s.data().equals(SAVED)) {
      return known().further(member - 1, s.seed());
    }
    if (!s.data().equals(OWN)) {
      return s.toy();
    }
    Table table = own;
    if (table == null) {
      throw new SomaException.Usage(
          "E204",
          "missing data · no file was given: load one on the page, or start again",
          "soma studio data.csv --target y");
    }
    return Problem.own(ownName, table, s.seed());
  }

  private SavedModel known() {
    SavedModel model = saved;
    if (model == null) {
      throw new SomaException.Usage(
          "E204",
          "missing model · the page was opened without one: open it with its file",
          "soma studio model.soma");
    }
    return model;
  }

  /// The saved model that the page was opened with; null if there is none.
  public @Nullable SavedModel saved() {
    return saved;
  }

  /// The run that is seen.
  public Run run() {
    return run;
  }

  /// That all that is done for the page is counted in, while a network is trained.
  public Allowance account() {
    return account;
  }

  /// The lessons and labs that are run here.
  public Lessons lessons() {
    return lessons;
  }

  /// Epochs a second at most; infinity for as fast as can be.
  public double speed() {
    return speed;
  }

  /// Lets this and later runs run no faster.
  ///
  /// @param epochsPerSecond at most; 0 or less for as fast as can be
  public void speed(double epochsPerSecond) {
    speed = epochsPerSecond > 0 ? epochsPerSecond : Double.POSITIVE_INFINITY;
    run.speed(speed);
    version.incrementAndGet();
  }

  /// Which run of the session it is, from 1.
  public long number() {
    return number.get();
  }

  /// A number that grows with every change.
  public long version() {
    return version.get();
  }

  /// The name of the table of one's own; empty if there is none.
  public synchronized String ownName() {
    return own == null ? "" : ownName;
  }

  /// Ends the run and begins another, held before its first step. If the settings are refused, the
  /// run goes on.
  ///
  /// @param typed settings by name, over those of the run
  /// @throws SomaException naming what is wrong with them
  public synchronized void reset(Map<String, ?> typed) {
    requireOwn();
    Map<String, Object> plain = new LinkedHashMap<>(typed);
    Object network = plain.remove("member");
    Settings wanted = settings.with(plain);
    int before = member;
    boolean done = false;
    try {
      if (network != null && wanted.data().equals(SAVED)) {
        member = checked(String.valueOf(network));
      }
      replace(begin(wanted));
      settings = wanted;
      done = true;
    } catch (OutOfMemoryError e) {
      throw Heap.of(e, "network " + wanted.network(), "network 64, 64");
    } finally {
      member = done ? member : before;
    }
  }

  private void requireOwn() {
    if (run.about().origin() == Run.Origin.ELSEWHERE) {
      run.requireOwn();
    }
  }

  /// Looks at a network of the saved model, as its training left it.
  ///
  /// @param number which, from 1
  /// @throws SomaException.Usage E204 if there is no saved model, E201 if it has not so many
  public synchronized void look(String number) {
    int wanted = checked(number);
    replace(Run.saved(known(), wanted - 1, account));
    member = wanted;
  }

  private int checked(String number) {
    int networks = known().networks();
    try {
      int wanted = Integer.parseInt(number);
      if (wanted >= 1 && wanted <= networks) {
        return wanted;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E201", "network must be 1 to " + networks + ", got " + number, "Network: " + networks);
  }

  /// How many networks the saved model has; 0 if there is none.
  public int members() {
    return saved == null ? 0 : saved.networks();
  }

  /// Which of them is looked at or trained on, from 1.
  public int member() {
    return member;
  }

  /// Looks at another run, which somebody else trains.
  public synchronized void show(Run next) {
    replace(next);
  }

  /// Says that something has changed in a run that somebody else trains.
  public void changed() {
    version.incrementAndGet();
  }

  /// Takes a table of one's own and begins to learn from it.
  ///
  /// @param target the column to be predicted; empty for the last one
  /// @throws SomaException.Data if it cannot be read or learned from; then nothing has changed
  public synchronized void load(String name, byte[] bytes, String target) {
    requireOwn();
    Table table =
        Table.read(
            CsvSource.open(Upload.of(name, bytes), ReadOptions.DEFAULT.format()),
            ReadOptions.DEFAULT);
    List<String> names = table.names();
    Table known = table.target(target.isEmpty() ? names.getLast() : target);
    Table oldTable = own;
    String oldName = ownName;
    own = known;
    ownName = name;
    boolean done = false;
    try {
      Map<String, Object> typed = new LinkedHashMap<>();
      typed.put("v", Settings.VERSION);
      typed.put("data", OWN);
      typed.put("points", "");
      Settings wanted = settings.with(typed);
      replace(begin(wanted));
      settings = wanted;
      done = true;
    } finally {
      if (!done) {
        own = oldTable;
        ownName = oldName;
      }
    }
  }

  private void replace(Run next) {
    Run old = run;
    earlier.add(number.get(), old);
    run = next;
    number.incrementAndGet();
    version.incrementAndGet();
    old.close();
  }

  /// The curves of the runs before.
  public Earlier earlier() {
    return earlier;
  }

  /// Forgets the curves of the runs before.
  public void forget() {
    earlier.forget();
    version.incrementAndGet();
  }

  @Override
  public synchronized void close() {
    lessons.close();
    run.close();
  }
}
