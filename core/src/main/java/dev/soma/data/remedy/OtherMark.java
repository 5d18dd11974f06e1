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
  /// @param number whether it is a column of numbers, which `texts` keep from being read
  /// @param input whether something can be learned from it as it stands
  public record Seen(
      String name, boolean shows, List<String> texts, boolean number, boolean input) {
    /// Copies.
    public Seen {
      texts = List.copyOf(texts);
    }

    private boolean read(char decimal) {
      return !texts.isEmpty()
          && texts.stream().allMatch(t -> Double.isFinite(MarkedNumber.parse(t, decimal)));
    }

    /// Whether no mark reads it, since it has both.
    private boolean mixes(char decimal, char other) {
      return number
          && !read(decimal)
          && (shows || !read(other))
          && texts.stream().anyMatch(t -> NumberText.hasOtherMark(t, decimal));
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
  private final List<String> mixed = new ArrayList<>();

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
    this.other = NumberText.otherMark(decimal);
    columns.forEach(c -> look(c, decimal, thousands.contains(c.name)));
  }

  private void look(Seen c, char decimal, boolean thousands) {
    boolean here = c.read(decimal);
    boolean there = c.read(other);
    boolean typed = options.number().contains(c.name);
    if (c.mixes(decimal, other)) {
      mixed.add(c.name);
    } else if (c.shows && thousands && !typed) {
      grouped.add(c.name);
    } else if (c.shows || (here && !there)) {
      users.add(c.name);
    } else if (there && !here) {
      readable.add(c.name);
      if (c.grouped(other)) {
        grouped.add(c.name);
      }
    }
    if (here && (c.number || !there) && !typed) {
      marked.add(c.name);
    }
  }

  /// The columns of numbers that have the mark in force, so that the other one does not read them.
  List<String> users() {
    return List.copyOf(users);
  }

  /// The columns that the mark in force reads with separators of thousands alone.
  List<String> marked() {
    return List.copyOf(marked);
  }

  /// The columns that the mark in force does not read.
  List<String> unread() {
    return Stream.concat(readable.stream(), mixed.stream()).toList();
  }

  /// Whether one of the columns that the mark in force does not read is to be numbers.
  ///
  /// @param name of a column of which it does not count that it was typed
  boolean needed(String name) {
    return unread().stream()
        .anyMatch(n -> used.contains(n) || (!n.equals(name) && options.number().contains(n)));
  }

  /// What says the other mark, and leaves out the columns that it does not read; empty if one of
  /// them is needed, or nothing would be left to learn from, or no column would be read instead.
  Optional<String> there() {
    List<String> out = Stream.concat(users.stream(), mixed.stream()).toList();
    return !out.isEmpty() && readable.isEmpty()
        ? Optional.empty()
        : without(out, readable).map(left -> "--decimal " + other + left + number(grouped));
  }

  /// What leaves out the columns that the mark in force does not read, and reads the rest; empty as
  /// there, and if there is nothing to be said.
  Optional<String> here() {
    return without(unread(), marked)
        .map(out -> (out + number(marked)).strip())
        .filter(out -> !out.isEmpty());
  }

  /// What reads as many columns as possible by one of the marks, and by the other one, the more of
  /// them first.
  List<String> fixes() {
    boolean more = users.size() > readable.size();
    return Stream.of(more ? here() : there(), more ? there() : here())
        .flatMap(Optional::stream)
        .toList();
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
        Stream.concat(typed.stream().sorted(), more.stream()).distinct().toArray(String[]::new));
  }
}
