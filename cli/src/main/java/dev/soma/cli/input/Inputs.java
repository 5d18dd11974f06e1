package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Combinations;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.data.Table;
import dev.soma.data.read.ByteSource;
import dev.soma.data.read.CsvFormat;
import dev.soma.data.read.IdxFolder;
import dev.soma.data.read.JdbcSource;
import dev.soma.data.read.ReadOptions;
import dev.soma.data.store.WorkFolder;
import dev.soma.data.text.DateOrder;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads tables as the settings say.
public final class Inputs {
  /// What the rows of a query are called.
  private static final Path QUERY = Path.of("query.csv");

  private Inputs() {}

  /// The rows to learn from, in memory; what is offered for a file that is refused has been tried.
  ///
  /// @throws SomaException.Usage E204 if no data is named
  public static Table training(Settings settings) {
    try {
      return training(settings, null, false);
    } catch (SomaException.Data e) {
      throw TriedFixes.of(e, settings, Inputs::tried);
    }
  }

  private static Table tried(Settings settings) {
    Table table = training(settings, null, true);
    String[] targets = settings.texts(Key.TARGET).toArray(String[]::new);
    return targets.length == 0 ? table : table.target(targets);
  }

  /// The rows to learn from: a file, standard input, the training part of an image folder, or a
  /// query.
  ///
  /// @param work where the rows of a file are kept; null for in memory
  /// @param trial whether rows that are skipped are forgotten
  /// @throws SomaException.Usage E204 if no data is named
  public static Table training(Settings settings, @Nullable WorkFolder work, boolean trial) {
    if (settings.given(Key.JDBC)) {
      return query(settings);
    }
    String data = settings.text(Key.DATA);
    if (data.isEmpty()) {
      throw new SomaException.Usage(
          "E204",
          "missing data · soma train needs a file, - for stdin, a folder, or --jdbc",
          "soma train examples/titanic.csv --target Survived");
    }
    Path path = Path.of(data);
    if (isImages(path)) {
      return Table.idx(path, IdxFolder.Part.TRAIN);
    }
    ReadOptions options = options(settings, path, trial);
    return work == null ? Table.csv(path, options) : Table.csv(path, options, work);
  }

  /// Rows that a trained encoder will read: texts as they stand, or the test part of a folder.
  /// Which of them it can use is for [UsableRows] to say.
  public static Table trained(Path path, Settings settings) {
    return isImages(path)
        ? Table.idx(path, IdxFolder.Part.TEST)
        : Table.csv(path, options(settings, path).keepText());
  }

  /// The rows of `--test` or `--validation`, whose classes and offsets are looked at later. Those
  /// that are skipped have a file of their own, also where the file is called as another one.
  ///
  /// @param trial whether rows that are skipped are forgotten
  public static Table held(Key key, Settings settings, boolean trial) {
    Path path = Path.of(settings.text(key));
    if (isImages(path)) {
      return Table.idx(path, IdxFolder.Part.TEST);
    }
    ReadOptions options = options(settings, path, trial).keepText();
    Path rejects = rejects(path);
    boolean jdbc = settings.given(Key.JDBC) && rejects.equals(rejects(QUERY));
    boolean taken =
        Stream.of(Key.DATA, Key.TEST)
            .filter(other -> other != key && settings.given(other))
            .anyMatch(other -> rejects(Path.of(settings.text(other))).equals(rejects));
    if ((taken || jdbc) && options.skipBadRows() && !trial) {
      String name = rejects.toString().replaceFirst("rejects\\.csv$", "");
      options = options.skipBadRows(Path.of(name + key.key() + ".rejects.csv"));
    }
    return Table.csv(path, options);
  }

  /// The rows to learn from, every value as it stands in the file. Rows that are skipped are
  /// forgotten.
  static Table texts(Settings settings, Path path) {
    return Table.csv(path, options(settings, path, true).keepText());
  }

  private static ReadOptions options(Settings settings, Path path, boolean trial) {
    ReadOptions options = options(settings, path);
    return trial && options.skipBadRows() ? options.skipBadRows(null) : options;
  }

  /// Rows that are left of a table, where the others count as skipped.
  public static Table counted(Table table, Table left) {
    int skipped = table.rows() - left.rows();
    return skipped == 0 ? left : left.withSource(table.source().plusRejected(skipped));
  }

  /// The settings with which rows for a trained model are read: those of its training unless flags
  /// say otherwise.
  public static Settings settings(Model model, Arguments arguments) {
    Settings settings = Settings.PRESETS;
    for (Key key : List.of(Key.DECIMAL, Key.DELIMITER, Key.ENCODING, Key.NUMBER)) {
      String value = model.provenance().settings().get(key.key());
      if (value != null) {
        boolean several = key.kind() == Key.Kind.TEXTS;
        settings = settings.with(key, several ? Arguments.listed(value) : List.of(value));
      }
    }
    return settings.with(arguments);
  }

  /// The flags of commands that read rows.
  public static List<Flag> flags() {
    List<String> names =
        Stream.of(Key.DECIMAL, Key.DELIMITER, Key.ENCODING, Key.ON_BAD_ROW).map(Key::flag).toList();
    return Key.flags().stream().filter(f -> names.contains(f.name())).toList();
  }

  /// Refuses a path where there is nothing to read, before anything else is asked of it.
  ///
  /// @throws SomaException.Data E304 if there is no such file, E306 for a folder without images
  public static void requireThere(Path path) {
    if (!isImages(path)) {
      ByteSource _ = ByteSource.of(path); // opened when it is read
    }
  }

  /// Refuses settings by which no text file can be read.
  ///
  /// @throws SomaException.Usage E209 for a mark, an encoding or a policy that is not known, E204
  ///   for a database without a query
  public static void require(Settings settings) {
    ReadOptions _ = options(settings, Path.of("rows.csv"));
    requireQuery(settings);
  }

  private static void requireQuery(Settings settings) {
    if (settings.given(Key.JDBC) && !settings.given(Key.SQL)) {
      throw new SomaException.Usage(
          "E204", "missing query · --jdbc needs --sql", "--sql \"SELECT * FROM my_table\"");
    }
  }

  /// Whether a path is a folder of images in the IDX format.
  public static boolean isImages(Path path) {
    return Files.isDirectory(path) && IdxFolder.isIdx(path);
  }

  /// How text files are read.
  ///
  /// @throws SomaException.Usage E209 for a mark, an encoding or a policy that is not known, E207
  ///   for columns that are to be numbers and dates
  public static ReadOptions options(Settings settings, Path path) {
    Combinations.requireOneKind(settings);
    CsvFormat format =
        CsvFormat.DETECT
            .delimiter(delimiter(settings))
            .charset(charset(settings))
            .decimal(decimal(settings));
    ReadOptions options =
        ReadOptions.DEFAULT
            .format(format)
            .category(settings.texts(Key.CATEGORY))
            .number(settings.texts(Key.NUMBER))
            .date(settings.texts(Key.DATE))
            .dateOrder(dateOrder(settings))
            .ignore(settings.texts(Key.IGNORE))
            .used(used(settings));
    return switch (settings.text(Key.ON_BAD_ROW)) {
      case "error" -> options;
      case "skip" -> Rejects.held(options).skipBadRows(rejects(path));
      default -> throw settings.bad(Key.ON_BAD_ROW, "error or skip", "--on-bad-row skip");
    };
  }

  /// The columns that are more than inputs.
  private static List<String> used(Settings settings) {
    Stream<String> others =
        Stream.of(Key.WEIGHT, Key.OFFSET, Key.EXPOSURE, Key.GROUP, Key.SPLIT_BY_TIME)
            .filter(settings::given)
            .map(settings::text);
    return Stream.concat(settings.texts(Key.TARGET).stream(), others).distinct().toList();
  }

  /// Where rejected rows of a file are written: in the working folder, `sales.rejects.csv`.
  public static Path rejects(Path path) {
    String name = path.toString().equals("-") ? "stdin" : String.valueOf(path.getFileName());
    return Path.of(name.replaceFirst("(\\.(csv|tsv|txt))?(\\.gz)?$", "") + ".rejects.csv");
  }

  private static DateOrder dateOrder(Settings settings) {
    return Arrays.stream(DateOrder.values())
        .filter(order -> order.label().equals(settings.text(Key.DATE_ORDER)))
        .findFirst()
        .orElseThrow(() -> settings.bad(Key.DATE_ORDER, "mdy, dmy or ymd", "--date-order mdy"));
  }

  private static char decimal(Settings settings) {
    return switch (settings.text(Key.DECIMAL)) {
      case "." -> '.';
      case ",", "" -> ','; // a list of nothing is what a lone comma becomes
      default -> throw settings.bad(Key.DECIMAL, ". or ,", "--decimal ,");
    };
  }

  private static @Nullable Character delimiter(Settings settings) {
    String text = settings.text(Key.DELIMITER);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> null;
      case "comma" -> ',';
      case "semicolon" -> ';';
      case "tab", "\\t" -> '\t';
      case "pipe" -> '|';
      default -> {
        if (text.length() != 1) {
          throw settings.bad(
              Key.DELIMITER, "comma, semicolon, tab, pipe or one character", "--delimiter comma");
        }
        yield text.charAt(0);
      }
    };
  }

  private static @Nullable Charset charset(Settings settings) {
    String name = settings.text(Key.ENCODING);
    if (name.equals("auto")) {
      return null;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException _) {
      throw settings.bad(
          Key.ENCODING, "the name of an encoding", "--encoding UTF-8", "--encoding windows-1252");
    }
  }

  private static Table query(Settings settings) {
    requireQuery(settings);
    ReadOptions options = options(settings, QUERY);
    try (Drivers _ =
        Drivers.load(
            settings.texts(Key.CLASSPATH),
            settings.text(Key.USER),
            System.getenv("SOMA_JDBC_PASSWORD"))) {
      return Table.read(JdbcSource.open(settings.text(Key.JDBC), settings.text(Key.SQL)), options);
    }
  }
}
