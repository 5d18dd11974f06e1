package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What would become of the columns of a table if the other decimal mark were said: which of them
/// are numbers by the mark in force alone, which by the other alone.
public final class OtherMark {
  /// A column as it was read.
  ///
  /// @param shows whether it has numbers that are not whole, and so shows the mark in force
  /// @param texts those of its values that are no numbers, each once; none of a column that is to
  ///   be texts
  /// @param input whether something can be learned from it as it stands
  public record Seen(String name, boolean shows, List<String> texts, boolean input) {
    /// Copies.
    public Seen {
      texts = List.copyOf(texts);
    }

    private boolean read(char decimal) {
      return !texts.isEmpty()
          && texts.stream().allMatch(t -> Double.isFinite(MarkedNumber.parse(t, decimal)));
    }

    private boolean grouped(char decimal) {
      return texts.stream().anyMatch(t -> Double.isNaN(NumberText.parse(t, decimal)));
    }
  }

  private final List<Seen> columns;
  private final ReadOptions options;
  private final Set<String> used;
  private final char other;
  private final List<String> users = new ArrayList<>();
  private final List<String> marked = new ArrayList<>();
  private final List<String> readable = new ArrayList<>();
  private final List<String> grouped = new ArrayList<>();

  /// Looks at the columns.
  ///
  /// @param all columns, of which those that are ignored do not count
  /// @param options how they were read
  /// @param used columns that are not to be left out
  /// @param thousands columns of numbers whose mark may as well part thousands
  public OtherMark(List<Seen> all, ReadOptions options, Set<String> used, Set<String> thousands) {
    this.columns = all.stream().filter(c -> !options.ignore().contains(c.name)).toList();
    this.options = options;
    this.used = Set.copyOf(used);
    char decimal = options.format().decimal();
    this.other = decimal == ',' ? '.' : ',';
    for (Seen c : columns) {
      boolean here = c.read(decimal);
      boolean there = c.read(other);
      if (c.shows && thousands.contains(c.name)) {
        grouped.add(c.name);
      } else if (c.shows || (here && !there)) {
        users.add(c.name);
        if (here && !there && !options.number().contains(c.name)) {
          marked.add(c.name);
        }
      } else if (there && !here) {
        readable.add(c.name);
        if (c.grouped(other)) {
          grouped.add(c.name);
        }
      }
    }
  }

  /// The columns of numbers that have the mark in force: the other one does not read them.
  List<String> users() {
    return List.copyOf(users);
  }

  /// Whether a column that is more than an input is numbers by the other mark alone.
  boolean needsOther() {
    return readable.stream().anyMatch(used::contains);
  }

  /// What reads columns with separators of thousands that are more than inputs, behind a blank; an
  /// empty text if there are none.
  String numbers() {
    return number(marked.stream().filter(used::contains).toList());
  }

  /// What says the other mark, and leaves out the columns that it does not read; empty if one of
  /// them is needed, or nothing would be left to learn from, or no column would be read instead.
  Optional<String> said() {
    return !users.isEmpty() && readable.isEmpty()
        ? Optional.empty()
        : without(users, readable).map(out -> "--decimal " + other + out + number(grouped));
  }

  /// What reads as many columns as possible by one of the marks, and by the other one, the more of
  /// them first.
  List<String> fixes() {
    Stream<String> there = said().stream();
    Stream<String> here = leftOut().stream();
    return (users.size() > readable.size()
            ? Stream.concat(here, there)
            : Stream.concat(there, here))
        .toList();
  }

  /// What leaves out the columns that only the other mark reads, and reads the rest; empty as
  /// there, and if there are none.
  private Optional<String> leftOut() {
    return readable.isEmpty()
        ? Optional.empty()
        : without(readable, marked).map(out -> (out + number(marked)).strip());
  }

  /// The flag that leaves columns out, behind a blank; an empty text for none of them. It does not
  /// go with a flag that says that a column is one of numbers.
  ///
  /// @param read columns that are read then
  private Optional<String> without(List<String> names, List<String> read) {
    if (names.isEmpty()) {
      return Optional.of("");
    }
    boolean needed = names.stream().anyMatch(n -> used.contains(n) || options.number().contains(n));
    boolean left =
        columns.stream()
            .filter(c -> !names.contains(c.name) && !used.contains(c.name))
            .anyMatch(c -> c.input || read.contains(c.name));
    return needed || !left
        ? Optional.empty()
        : Optional.of(" --ignore " + listed(options.ignore(), names));
  }

  private String number(List<String> names) {
    return names.isEmpty() ? "" : " --number " + listed(options.number(), names);
  }

  private static String listed(Collection<String> typed, List<String> more) {
    return Names.listed(
        Stream.concat(typed.stream(), more.stream()).distinct().sorted().toArray(String[]::new));
  }
}
