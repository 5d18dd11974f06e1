package dev.soma.cli.input;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is offered where the rows of a file are refused: what works when it is typed, since each
/// fix is tried on the file. Those that keep all columns come first.
///
/// A fix that says how numbers are written is completed by what is offered then. Where no fix
/// works, those are left that lead to another refusal.
public final class TriedFixes {
  /// The largest file that is read again, in bytes: a second or two for all fixes.
  private static final long MOST = 1L << 22;

  private static final Pattern WORD = Pattern.compile("'((?:[^']|'\\\\'')*)'|(\\S+)");

  /// What says how numbers are written.
  private static final Set<Key> WRITING = EnumSet.of(Key.DECIMAL, Key.NUMBER);

  private static final Set<Key> COLUMNS = EnumSet.of(Key.DECIMAL, Key.NUMBER, Key.IGNORE);

  /// What completes it.
  private static final Set<Key> MORE = EnumSet.of(Key.NUMBER, Key.IGNORE, Key.ON_BAD_ROW);

  /// Refusals of columns by how their numbers are written.
  private static final Set<String> UNREAD = Set.of("E305", "E314", "E315", "E317", "E361");

  /// How many fixes complete one at the most, and how often a file is read for all of them.
  private static final int STEPS = 3;

  private static final int TRIALS = 20;

  /// Whose files a trial reads.
  private static final List<Key> FILES = List.of(Key.DATA, Key.TEST, Key.VALIDATION);

  private static final long PACKED = 16; // times as large when it is unpacked

  private final SomaException refused;
  private final Settings given;
  private final Function<Settings, Table> read;
  private final Table texts;
  private final char other;
  private final Set<String> whole = new LinkedHashSet<>(); // works and keeps all columns
  private final Set<String> rest = new LinkedHashSet<>(); // works, or is told in words
  private final List<String> leading = new ArrayList<>(); // to another refusal
  private int trials;

  private TriedFixes(
      SomaException refused, Settings given, Function<Settings, Table> read, Table texts) {
    this.refused = refused;
    this.given = given;
    this.read = read;
    this.texts = texts;
    this.other = NumberText.otherMark(texts.decimal());
  }

  /// The same refusal with the fixes that work. It stays as it is where the rows are no small file,
  /// which can be read again.
  ///
  /// @param given how the rows were to be read
  /// @param read reads them in another way, in memory, and writes nothing
  public static SomaException of(
      SomaException refused, Settings given, Function<Settings, Table> read) {
    Table texts = texts(given);
    return texts == null ? refused : new TriedFixes(refused, given, read, texts).tried();
  }

  /// Every value as it stands in the file; null if there is no such file.
  private static @Nullable Table texts(Settings given) {
    try {
      long size = 0;
      for (Key key : FILES) {
        size += given.given(key) ? size(Path.of(given.text(key))) : 0;
      }
      boolean small = size <= MOST && !given.given(Key.JDBC);
      return small ? Inputs.texts(given, Path.of(given.text(Key.DATA))) : null;
    } catch (IOException | SomaException _) {
      return null;
    }
  }

  /// How many bytes are to be read; too many for what can be read once only.
  private static long size(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? Files.size(file) * (file.toString().endsWith(".gz") ? PACKED : 1)
        : MOST + 1;
  }

  private SomaException tried() {
    refused.fixes().forEach(this::attempt);
    String one = Fix.oneMark(texts.source().name()).text();
    if (whole.isEmpty() && free(given).stream().flatMap(this::values).anyMatch(this::hasOther)) {
      attempt(Key.DECIMAL.flag() + " " + other);
    }
    boolean reading = !whole.isEmpty() || rest.stream().anyMatch(f -> reads(typed(f)));
    boolean both = rest.remove(one) || hasBothMarks();
    Stream<String> mark = both && !reading ? Stream.of(one) : Stream.empty();
    if (both) {
      leading.removeIf(fix -> reads(typed(fix)));
    }
    boolean works = !whole.isEmpty() || rest.stream().anyMatch(f -> !typed(f).isEmpty());
    List<String> fixes =
        Stream.of(
                whole.stream(), mark, works ? Stream.<String>of() : leading.stream(), rest.stream())
            .flatMap(f -> f)
            .distinct()
            .toList();
    return refused.said(String.valueOf(refused.getMessage()), fixes);
  }

  /// Tries a fix, and puts it where it belongs.
  private void attempt(String fix) {
    Map<Key, String> typed = typed(fix);
    if (typed.isEmpty()) {
      rest.add(fix);
      return;
    }
    SomaException next = refusal(typed);
    if (next == null) {
      (keeps(typed, WRITING) ? whole : rest).add(fix);
      return;
    }
    Map<Key, String> more = reads(typed) ? completed(typed, next, STEPS) : Map.of();
    if (!more.isEmpty()) {
      List<String> words = new ArrayList<>();
      more.forEach((key, value) -> words.add(key.flag() + " " + value));
      (keeps(more, WRITING) ? whole : rest).add(String.join(" ", words));
    } else if (!next.id().equals(refused.id()) || !said(next).equals(said(refused))) {
      leading.add(fix);
    }
  }

  private static String said(SomaException e) {
    return String.valueOf(e.getMessage());
  }

  /// What works of a fix that was refused and of what was offered then, the columns kept where that
  /// can be; nothing if nothing does.
  private Map<Key, String> completed(Map<Key, String> typed, SomaException next, int steps) {
    if (steps == 0 || next == refused || !UNREAD.contains(next.id())) {
      return Map.of();
    }
    List<Map<Key, String>> offers =
        next.fixes().stream()
            .map(TriedFixes::typed)
            .filter(more -> keeps(more, MORE))
            .sorted(Comparator.comparing(more -> more.containsKey(Key.IGNORE)))
            .toList();
    for (Map<Key, String> more : offers) {
      Map<Key, String> both = new LinkedHashMap<>(typed);
      both.putAll(more);
      SomaException then = both.equals(typed) ? next : refusal(both);
      Map<Key, String> found = then == null ? both : completed(both, then, steps - 1);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return Map.of();
  }

  /// Whether it says how columns are read.
  private static boolean reads(Map<Key, String> typed) {
    return COLUMNS.stream().anyMatch(typed::containsKey)
        && typed.keySet().stream().allMatch(k -> COLUMNS.contains(k) || MORE.contains(k));
  }

  private static boolean keeps(Map<Key, String> typed, Set<Key> keys) {
    return !typed.isEmpty() && keys.containsAll(typed.keySet());
  }

  /// The flags of a fix with what follows them, as it is typed; none for one in words.
  private static Map<Key, String> typed(String fix) {
    Map<Key, String> typed = new LinkedHashMap<>();
    Matcher word = WORD.matcher(fix);
    Key key = null; // whose value follows
    while (word.find()) {
      if (key != null) {
        typed.put(key, word.group());
        key = null;
        continue;
      }
      String flag = word.group();
      Optional<Key> named = Stream.of(Key.values()).filter(k -> k.flag().equals(flag)).findFirst();
      if (named.isEmpty()) {
        return Map.of();
      }
      typed.put(named.get(), "");
      key = named.filter(k -> k.kind() != Key.Kind.SWITCH).orElse(null);
    }
    return typed;
  }

  private Settings with(Map<Key, String> typed) {
    Settings all = given;
    for (Map.Entry<Key, String> flag : typed.entrySet()) {
      Key key = flag.getKey();
      String word = flag.getValue();
      String value =
          word.startsWith("'") ? word.substring(1, word.length() - 1).replace("'\\''", "'") : word;
      all =
          switch (key.kind()) {
            case SWITCH -> all.with(key, "true");
            case TEXTS -> all.with(key, Arguments.listed(value));
            default -> all.with(key, value);
          };
    }
    return all;
  }

  /// What is refused when this is typed: the same as before if it loses numbers, or after too many
  /// trials; null if it works.
  private @Nullable SomaException refusal(Map<Key, String> typed) {
    if (trials++ >= TRIALS) {
      return refused;
    }
    try {
      Settings settings = with(typed);
      Table table = read.apply(settings);
      boolean lost = typed.containsKey(Key.DECIMAL) && (loses(settings, table) || divides());
      return lost ? refused : null;
    } catch (SomaException e) {
      return e;
    }
  }

  /// Whether numbers that the mark in force reads are texts now.
  private boolean loses(Settings settings, Table table) {
    return free(settings).stream()
        .filter(table.names()::contains)
        .filter(name -> table.column(name) instanceof Column.Text)
        .anyMatch(name -> most(name, t -> NumberText.hasOtherMark(t, other)));
  }

  /// Whether what was typed as a number with separators of thousands would become another number.
  private boolean divides() {
    return given.texts(Key.NUMBER).stream()
        .filter(texts.names()::contains)
        .flatMap(this::values)
        .anyMatch(
            t -> {
              double here = MarkedNumber.parse(t, texts.decimal());
              return Double.isFinite(here) && here != MarkedNumber.parse(t, other);
            });
  }

  /// Whether columns are written with points and others with commas, or one with both.
  private boolean hasBothMarks() {
    List<String> free = free(given);
    Predicate<String> commas = t -> NumberText.hasOtherMark(t, '.');
    Predicate<String> points = t -> NumberText.hasOtherMark(t, ',');
    boolean mixed =
        free.stream()
            .anyMatch(
                name ->
                    most(name, commas.or(points))
                        && values(name).anyMatch(commas)
                        && values(name).anyMatch(points));
    return mixed
        || (free.stream().anyMatch(name -> most(name, commas))
            && free.stream().anyMatch(name -> most(name, points)));
  }

  /// The columns of which nobody said that they are no numbers.
  private List<String> free(Settings settings) {
    List<String> free = new ArrayList<>(texts.names());
    Stream.of(Key.CATEGORY, Key.DATE, Key.IGNORE).map(settings::texts).forEach(free::removeAll);
    return free;
  }

  private boolean hasOther(String text) {
    return text.indexOf(other) >= 0;
  }

  private boolean most(String name, Predicate<String> such) {
    return 2 * values(name).filter(such).count() > values(name).count();
  }

  private Stream<String> values(String name) {
    Column column = texts.column(name);
    return IntStream.range(0, column.rows()).mapToObj(column::text).filter(t -> !t.isEmpty());
  }
}
