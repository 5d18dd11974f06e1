package dev.soma.studio.run;

import dev.soma.data.Table;
import dev.soma.data.csv.CsvSource;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.error.SomaException;
import dev.soma.studio.data.Problem;
import dev.soma.studio.lesson.Lessons;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What all browsers see: one run, and the table of one's own; safe for several threads.
public final class Session implements AutoCloseable {
  /// Words for the `data` of the settings that mean the table of one's own.
  public static final String OWN = "own";

  /// Epochs a second at most, so that small sets can be followed.
  private static final double USUAL_SPEED = 30;

  private final AtomicLong version = new AtomicLong();
  private @Nullable Table own;
  private String ownName = "";
  private volatile Run run;
  private final AtomicLong number = new AtomicLong(1);
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
    Settings start = Settings.START;
    if (own != null) {
      start = start.with(Map.of("v", Settings.VERSION, "data", OWN));
    }
    run = begin(start);
  }

  private Run begin(Settings settings) {
    Run next = new Run(problem(settings), settings, version::incrementAndGet);
    next.speed(speed);
    return next;
  }

  private Problem problem(Settings s) {
    if (!s.data().equals(OWN)) {
      return Problem.toy(s.data(), s.rows(), s.noise(), s.seed());
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

  /// The run that is seen.
  public Run run() {
    return run;
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
    replace(begin(run.settings().with(typed)));
  }

  /// Takes a table of one's own and begins to learn from it.
  ///
  /// @param target the column to be predicted; empty for the last one
  /// @throws SomaException.Data if it cannot be read or learned from; then nothing has changed
  public synchronized void load(String name, byte[] bytes, String target) {
    Table table =
        Table.read(
            CsvSource.open(ByteSource.of(name, bytes), ReadOptions.DEFAULT.format()),
            ReadOptions.DEFAULT);
    List<String> names = table.names();
    Table known = table.target(target.isEmpty() ? names.getLast() : target);
    Table oldTable = own;
    String oldName = ownName;
    own = known;
    ownName = name;
    try {
      Map<String, Object> typed = new LinkedHashMap<>();
      typed.put("v", Settings.VERSION);
      typed.put("data", OWN);
      replace(begin(run.settings().with(typed)));
    } catch (SomaException e) {
      own = oldTable;
      ownName = oldName;
      throw e;
    }
  }

  private void replace(Run next) {
    Run old = run;
    run = next;
    number.incrementAndGet();
    version.incrementAndGet();
    old.close();
  }

  @Override
  public synchronized void close() {
    lessons.close();
    run.close();
  }
}
