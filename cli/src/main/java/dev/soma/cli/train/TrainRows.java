package dev.soma.cli.train;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.cli.diagnose.DataDiagnostics;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.OtherParts;
import dev.soma.cli.input.PartSizes;
import dev.soma.cli.input.Parting;
import dev.soma.cli.input.TriedFixes;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.report.SplitNotes;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.read.IdxFolder;
import dev.soma.data.scale.NumberScaling;
import dev.soma.data.scale.Offset;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.Names;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import dev.soma.recipe.effort.Effort;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.diagnose.Diagnostic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of a run.
///
/// @param table all rows of the training source, with their target
/// @param split its parts, or parts from files of their own
/// @param rules how columns become inputs
/// @param testFile where test rows can be found by their lines; null if nowhere
/// @param settings with all that was decided
/// @param folds that the rows which are not tested with are cut into; null if they are not. Then
///   the parts are those of the first fold
/// @param validation rows from a file of their own; null if there is none
/// @param unfolded why there are no folds where the effort would cut some; empty if there are, or
///   if it cuts none
public record TrainRows(
    Table table,
    Split split,
    Encoder.Rules rules,
    @Nullable Path testFile,
    Settings settings,
    Split.@Nullable Folds folds,
    @Nullable Table validation,
    String unfolded) {
  /// What says that there are no folds, as they would say the same or something else.
  private static final List<Key> UNFOLDING =
      List.of(Key.VALIDATION, Key.VALIDATION_FRACTION, Key.SPLIT_BY_TIME);

  /// What is told below the sizes of the parts: what was typed and is not used, why there is one
  /// split where the effort would cut folds, which rows were skipped, and what is odd about the
  /// parts.
  List<String> notes() {
    List<String> notes = new ArrayList<>(Parting.unused(settings));
    if (!unfolded.isEmpty()) {
      notes.add("one split, no folds: " + unfolded);
    }
    notes.addAll(SplitNotes.skipped(split, table));
    PartSizes.far(settings, split, folds).ifPresent(notes::add);
    notes.addAll(SplitNotes.of(split, folds));
    return notes;
  }

  /// D9 and D11: what is odd about the columns and the classes.
  List<Diagnostic> diagnostics() {
    boolean weighted = !settings.text(Key.CLASS_WEIGHT).equals("none");
    List<Diagnostic> all = new ArrayList<>(DataDiagnostics.columns(table.schema()));
    DataDiagnostics.imbalance(table.schema(), table.task(), weighted).ifPresent(all::add);
    return all;
  }

  /// Whether rows have categories that the rows lacked which the encoder learned from.
  static boolean unseen(Encoder encoder, Table table) {
    boolean[] found = new boolean[1];
    int step = table.work() == null ? Math.max(1, table.rows()) : Table.IN_MEMORY;
    for (int from = 0; from < table.rows() && !found[0]; from += step) {
      Table some =
          table.work() == null ? table : table.rows(from, Math.min(from + step, table.rows()));
      encoder.encode(some, null, flag -> found[0] |= flag.kind() == Flag.Kind.UNSEEN);
    }
    return found[0];
  }

  /// Reads, decides what is learned, and splits. What is offered for a file that is refused has
  /// been tried, unless its rows are kept elsewhere than in memory.
  ///
  /// @param work where the rows are kept; null for in memory
  public static TrainRows read(Settings given, @Nullable WorkFolder work) {
    try {
      return read(given, work, false);
    } catch (SomaException.Data | SomaException.Mismatch e) {
      throw work == null ? TriedFixes.of(e, given, TrainRows::tried) : e;
    }
  }

  /// Rows from which something can be learned.
  private static Table tried(Settings given) {
    TrainRows rows = read(given, null, true);
    Encoder _ = Encoder.learn(rows.split.train(), rows.rules);
    return rows.table;
  }

  private static TrainRows read(Settings given, @Nullable WorkFolder work, boolean trial) {
    Settings settings = given;
    Path data = Path.of(settings.text(Key.DATA));
    boolean images = !settings.given(Key.JDBC) && Inputs.isImages(data);
    Table read = Inputs.training(settings, work, trial);
    if (images && settings.texts(Key.TARGET).isEmpty()) {
      settings = settings.with(Key.TARGET, "label");
    }
    Target wanted = target(settings, read);
    Table targeted = targeted(read, wanted);
    settings = filled(settings, targeted);
    Encoder.Rules rules = rules(settings);
    MissingPolicy missing = rules.missing();
    String time = settings.text(Key.SPLIT_BY_TIME);
    Table table = missing.prepare(time.isEmpty() ? targeted : targeted.timed(time));
    settings =
        settings
            .with(Key.TASK, table.task().name().toLowerCase(Locale.ROOT))
            .with(Key.MISSING, missing.name().toLowerCase(Locale.ROOT));
    @Nullable Table test = null;
    if (settings.given(Key.TEST)) {
      test = held(Key.TEST, settings, table, rules, trial);
    } else if (images) {
      test = Table.idx(data, IdxFolder.Part.TEST);
    }
    if (test != null) {
      settings = settings.with(Key.TEST_FRACTION, "0");
    }
    @Nullable Table validation = null;
    if (settings.given(Key.VALIDATION)) {
      validation = held(Key.VALIDATION, settings, table, rules, trial);
      settings = settings.with(Key.VALIDATION_FRACTION, "0");
    }
    Path file = found(settings, data);
    TrainRows whole =
        new TrainRows(
            table, new Split(table, table, table), rules, file, settings, null, validation, "");
    return whole.parted(test);
  }

  /// Rows of a file of their own, which are looked at before anything is learned: those that no
  /// model of the training table can be measured on are left out if bad rows are to be skipped and
  /// not all are bad. No other decimal mark is proposed: it would be that of the table, too.
  ///
  /// @throws SomaException.Mismatch E512 for a value that is none of its column, E514 for a class
  ///   that the table does not have, or no number
  private static Table held(
      Key key, Settings settings, Table table, Encoder.Rules rules, boolean trial) {
    Table rows = Inputs.held(key, settings, trial);
    try {
      return new UsableRows(Encoder.learn(table, rules), TargetEncoder.learn(table))
          .of(rows, "leave " + key.flag() + " out");
    } catch (SomaException.Mismatch e) {
      String mark = Key.DECIMAL.flag();
      List<Fix> fixes = e.remedies().stream().filter(f -> !f.flag().equals(mark)).toList();
      String one = "\nit is read with the decimal mark of the training table";
      throw fixes.size() == e.remedies().size() ? e : e.said(e.getMessage() + one).mended(fixes);
    }
  }

  /// Decides on folds, and parts the table. The folds of the recipe are cut where nothing was said
  /// of folds or validation rows, and where the rows allow them.
  private TrainRows parted(@Nullable Table test) {
    int usual = Recipe.folds(effort(settings), table);
    if (!settings.isAuto(Key.CV)) {
      boolean none = usual > 0 && Values.folds(settings) == 0;
      return decided(settings.orElse(Key.FOLD_VALIDATES, "false"), none ? given(Key.CV) : "")
          .parts(test);
    }
    Optional<Key> said = UNFOLDING.stream().filter(settings::given).findFirst();
    boolean asked = settings.on(Key.FOLD_VALIDATES);
    if (usual == 0 && asked) {
      throw Parting.unfolded("--fold-validates · " + none());
    }
    if (usual == 0 || said.isPresent()) {
      return folds(0, usual == 0 ? "" : said.map(this::given).orElse("")).parts(test);
    }
    try {
      return asked ? folds(usual, "").parts(test) : folds(usual, "").cut(test);
    } catch (SomaException.Data e) { // too few rows, of a class or of groups
      if (asked) {
        List<Fix> fixes = new ArrayList<>(e.remedies());
        fixes.remove(OtherParts.NO_FOLDS_THAT_VALIDATE);
        fixes.add(Fix.without(Key.FOLD_VALIDATES.flag()));
        throw e.mended(fixes);
      }
      return folds(0, reason(e)).parts(test);
    }
  }

  /// The same as [#cut], for rows that are to be parted so or not at all.
  private TrainRows parts(@Nullable Table test) {
    try {
      return cut(test);
    } catch (SomaException.Data e) {
      throw OtherParts.offered(e, settings, table);
    }
  }

  /// Why the effort cuts no folds by itself.
  private String none() {
    Effort effort = effort(settings);
    return effort == Effort.FAST
        ? "--effort fast cuts no folds unless --cv asks for some"
        : Text.count(table.rows(), "row")
            + " are more than --effort "
            + effort.label()
            + " cuts into folds unless --cv asks for some";
  }

  /// `--cv 0 was given`.
  private String given(Key key) {
    String value = key.kind() == Key.Kind.SWITCH ? "" : " " + Text.quoted(settings.text(key));
    return key.flag() + value + " was given";
  }

  /// What an error says behind its title and the name of the table.
  private String reason(SomaException.Data e) {
    String[] said = String.valueOf(e.getMessage()).split(" · ", 2);
    String behind = said[said.length - 1];
    String source = table.source().name();
    return behind.startsWith(source + ": ") || behind.startsWith(source + ", ")
        ? behind.substring(source.length() + 2)
        : behind;
  }

  /// Parts the table, as far as the parts are not files.
  private TrainRows cut(@Nullable Table test) {
    Parting parting = Parting.of(settings);
    Split.Folds cut = null;
    Split parts;
    if (parting.folds() == 0) {
      parts = parting.split(table);
    } else {
      Split outer = parting.outer(table);
      cut = parting.folds(outer);
      Split first = cut.get(0);
      parts = new Split(first.train(), first.validation(), outer.test());
    }
    Split all =
        new Split(
            parts.train(),
            validation == null ? parts.validation() : validation,
            test == null ? parts.test() : test);
    return new TrainRows(table, all, rules, testFile, settings, cut, validation, unfolded);
  }

  private TrainRows folds(int count, String none) {
    Settings decided =
        settings
            .with(Key.CV, Integer.toString(count))
            .orElse(Key.FOLD_VALIDATES, Boolean.toString(count > 0));
    return decided(decided, none);
  }

  private TrainRows decided(Settings all, String none) {
    return new TrainRows(table, split, rules, testFile, all, folds, validation, none);
  }

  /// The same rows with settings that do not change how they are read, split and encoded.
  public TrainRows with(Settings decided) {
    return decided(decided, unfolded);
  }

  /// The rows of one fold alone, to be trained by settings that are decided already.
  public TrainRows fold(int fold, Settings decided) {
    Split own = Objects.requireNonNull(folds).get(fold);
    Table chosen = validation == null ? own.validation() : validation;
    Split parts = new Split(own.train(), chosen, split.test());
    return new TrainRows(table, parts, rules, testFile, decided, null, validation, unfolded);
  }

  /// What each of the first folds learns of the columns.
  List<Encoder> encoders(int count) {
    Split.Folds cut = Objects.requireNonNull(folds);
    return IntStream.range(0, count)
        .mapToObj(fold -> Encoder.learn(cut.get(fold).train(), rules))
        .toList();
  }

  /// The effort: fast where something is said that the recipes of the others are not made for.
  private static Effort effort(Settings settings) {
    if (!settings.isAuto(Key.EFFORT)) {
      return Values.effort(settings);
    }
    boolean plain =
        Stream.of(Key.MODEL, Key.HIDDEN, Key.NETWORK, Key.ACTIVATION, Key.OPTIMIZER, Key.INIT)
            .anyMatch(settings::given);
    return plain ? Effort.FAST : Effort.NORMAL;
  }

  /// With the rules of the effort where nothing else was said.
  private static Settings filled(Settings settings, Table table) {
    Effort effort = effort(settings);
    Encoder.Rules rules = Recipe.rules(effort, table);
    return settings
        .with(Key.EFFORT, effort.label())
        .orElse(Key.SCALING, rules.scaling().label())
        .orElse(Key.ONE_HOT_LIMIT, Integer.toString(rules.oneHotLimit()))
        .orElse(Key.REPEATED_VALUES, rules.repeatedValues() ? "levels" : "numbers")
        .orElse(Key.HEAVY_TAILS, rules.heavyTails() ? "log" : "raw")
        .orElse(
            Key.CLIP_TARGETS,
            Boolean.toString(rules.clipTargets() && !table.task().isClassification()));
  }

  private static Encoder.Rules rules(Settings settings) {
    return Encoder.Rules.of(MissingPolicy.parse(settings.text(Key.MISSING)))
        .scaling(NumberScaling.parse(settings.text(Key.SCALING)))
        .oneHotLimit(settings.count(Key.ONE_HOT_LIMIT, 0))
        .repeatedValues(Values.repeatedValues(settings))
        .heavyTails(Values.heavyTails(settings))
        .clipTargets(settings.on(Key.CLIP_TARGETS));
  }

  private static @Nullable Path found(Settings settings, Path data) {
    if (settings.given(Key.TEST)) {
      return Path.of(settings.text(Key.TEST));
    }
    return settings.given(Key.JDBC) || data.toString().equals("-") ? null : data;
  }

  private static Target target(Settings settings, Table table) {
    List<String> names = settings.texts(Key.TARGET);
    if (names.isEmpty()) {
      throw new SomaException.Usage(
          "E204",
          "missing --target · what to predict: "
              + table.source().name()
              + " has "
              + Text.list(table.names(), 12),
          "--target " + Names.listed(table.names().getLast()));
    }
    String positive = settings.text(Key.POSITIVE);
    String weight = settings.text(Key.WEIGHT);
    String group = settings.text(Key.GROUP);
    return new Target(
        names,
        Values.task(settings),
        positive.isEmpty() ? null : positive,
        weight.isEmpty() ? null : weight,
        group.isEmpty() ? null : group,
        offset(settings));
  }

  private static @Nullable Offset offset(Settings settings) {
    String offset = settings.text(Key.OFFSET);
    String exposure = settings.text(Key.EXPOSURE);
    if (offset.isEmpty() && exposure.isEmpty()) {
      return null;
    }
    return exposure.isEmpty() ? Offset.of(offset) : Offset.exposure(exposure);
  }

  /// The table with its target; a class that is not there is answered with one that is.
  private static Table targeted(Table table, Target wanted) {
    try {
      return table.target(wanted);
    } catch (SomaException.Data e) {
      if (!e.id().equals("E316") || !e.fixes().isEmpty()) {
        throw e;
      }
      Target plain = wanted.positive(null);
      Table without = table.target(plain);
      String fix =
          without.task() == Task.BINARY
              ? "--positive " + Text.quoted(without.column(wanted.names().getFirst()).text(0))
              : "leave --positive out";
      throw new SomaException.Data("E316", String.valueOf(e.getMessage()), fix);
    }
  }
}
