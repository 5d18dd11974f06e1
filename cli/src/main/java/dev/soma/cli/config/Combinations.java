package dev.soma.cli.config;

import dev.soma.cli.args.Arguments;
import dev.soma.data.Task;
import dev.soma.data.text.Names;
import dev.soma.error.SomaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Flags that cannot stand together, because one of them would do nothing.
public final class Combinations {
  private Combinations() {}

  /// Refuses what can be refused before any row is read.
  ///
  /// @param arguments what was typed
  /// @param asked with what a file says besides
  /// @throws SomaException.Usage E207 for a share of rows beside the file that holds them, or
  ///   number embeddings beside layers that have their own or none, or targets that are something
  ///   else, too; E209 for a share where a file is named
  public static void require(Arguments arguments, Settings asked) {
    requireOne(arguments, asked, Key.VALIDATION, Key.VALIDATION_FRACTION);
    requireOne(arguments, asked, Key.TEST, Key.TEST_FRACTION);
    requireFile(arguments, Key.VALIDATION, Key.VALIDATION_FRACTION);
    requireFile(arguments, Key.TEST, Key.TEST_FRACTION);
    requireTargets(asked);
    boolean linear = asked.text(Key.HIDDEN).equals("none");
    if (arguments.has(Key.EMBEDDING.flag()) && (asked.given(Key.NETWORK) || linear)) {
      throw new SomaException.Usage(
          "E207",
          "--embedding and "
              + (linear ? "--hidden none · a linear model embeds nothing" : "--network")
              + (linear ? "" : " · the network says itself what it embeds"),
          "leave --embedding out");
    }
  }

  /// A number in place of a file, where no file has such a name, is a share.
  private static void requireFile(Arguments arguments, Key file, Key share) {
    String typed = arguments.text(file.flag()).orElse("");
    String part = share.asFlag().asHere(typed);
    if (part.matches("0|[01]?\\.[0-9]+") && !Files.exists(Path.of(typed))) {
      throw new SomaException.Usage(
          "E209",
          file.flag() + " " + typed + " · expected a file; a share of the rows is " + share.flag(),
          arguments.with(file.flag(), share.flag(), part));
    }
  }

  private static void requireOne(Arguments arguments, Settings asked, Key file, Key share) {
    boolean typed = arguments.has(share.flag());
    if (typed && asked.given(file) && asked.real(share) != 0) {
      throw new SomaException.Usage(
          "E207",
          file.flag() + " and " + share.flag() + " · the rows of the file are all that there are",
          "leave " + share.flag() + " out",
          "leave " + file.flag() + " out");
    }
  }

  private static void requireTargets(Settings settings) {
    List<String> names = settings.texts(Key.TARGET);
    List<String> once = names.stream().distinct().toList();
    if (once.size() < names.size()) {
      throw new SomaException.Usage(
          "E207",
          "--target " + String.join(",", names) + " · a column is named twice",
          "--target " + Names.listed(once.toArray(String[]::new)));
    }
    List<String> ignored = settings.texts(Key.IGNORE);
    List<String> both = names.stream().filter(ignored::contains).toList();
    if (!both.isEmpty()) {
      throw new SomaException.Usage(
          "E207",
          "--target and --ignore " + String.join(",", both) + " · what is left out is not learned",
          without(settings, Key.IGNORE, both));
    }
    requireOffset(settings, names);
  }

  private static void requireOffset(Settings settings, List<String> targets) {
    List<Key> given =
        Stream.of(Key.OFFSET, Key.EXPOSURE).filter(key -> !settings.text(key).isEmpty()).toList();
    if (given.size() == 2) {
      throw new SomaException.Usage(
          "E207",
          "--offset and --exposure · an exposure is an offset, too: one of them",
          "leave --offset out",
          "leave --exposure out");
    }
    for (Key key : given) {
      if (targets.contains(settings.text(key))) {
        throw new SomaException.Usage(
            "E207",
            "--target and " + key.flag() + " " + settings.text(key) + " · a target cannot be both",
            "leave " + key.flag() + " out");
      }
    }
  }

  /// Refuses columns that are to be read as numbers and as something else; dates that are said to
  /// be categories are categories.
  ///
  /// @throws SomaException.Usage E207 naming them
  public static void requireOneKind(Settings settings) {
    requireOne(settings, Key.NUMBER, Key.DATE, "a column is read as numbers or as dates");
    requireOne(settings, Key.CATEGORY, Key.NUMBER, "a column holds categories or numbers");
  }

  private static void requireOne(Settings settings, Key one, Key other, String why) {
    List<String> others = settings.texts(other);
    List<String> both = settings.texts(one).stream().filter(others::contains).toList();
    if (!both.isEmpty()) {
      throw new SomaException.Usage(
          "E207",
          one.flag()
              + " and "
              + other.flag()
              + " "
              + Names.listed(both.toArray(String[]::new))
              + " · "
              + why,
          without(settings, other, both),
          without(settings, one, both));
    }
  }

  /// A flag that names several columns, without some of them.
  private static String without(Settings settings, Key key, List<String> names) {
    String[] rest =
        settings.texts(key).stream().filter(n -> !names.contains(n)).toArray(String[]::new);
    return rest.length == 0
        ? "leave " + key.flag() + " out"
        : key.flag() + " " + Names.listed(rest);
  }

  /// Refuses what does not go with the target.
  ///
  /// @throws SomaException.Usage E207 if numbers are to be clipped and there are none
  public static void require(Arguments arguments, Task task) {
    if (arguments.has(Key.CLIP_TARGETS.flag()) && task.isClassification()) {
      throw new SomaException.Usage(
          "E207",
          "--clip-targets · the target has classes, there are no numbers to clip",
          "leave --clip-targets out");
    }
  }
}
