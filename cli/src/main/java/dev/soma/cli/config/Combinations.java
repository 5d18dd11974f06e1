package dev.soma.cli.config;

import dev.soma.cli.args.Arguments;
import dev.soma.data.Task;
import dev.soma.error.SomaException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Flags that cannot stand together, because one of them would do nothing.
public final class Combinations {
  private Combinations() {}

  /// Refuses what can be refused before any row is read.
  ///
  /// @param arguments what was typed
  /// @param asked with what a file says besides
  /// @throws SomaException.Usage E207 for a share of rows beside the file that holds them, or
  ///   number embeddings beside layers that have their own or none; E209 for a work folder without
  ///   a name, and for a share where a file is named
  public static void require(Arguments arguments, Settings asked) {
    requireOne(arguments, asked, Key.VALIDATION, Key.VALIDATION_FRACTION);
    requireOne(arguments, asked, Key.TEST, Key.TEST_FRACTION);
    requireFile(arguments, Key.VALIDATION, Key.VALIDATION_FRACTION);
    requireFile(arguments, Key.TEST, Key.TEST_FRACTION);
    if (arguments.text(Key.WORK_DIR.flag()).filter(String::isBlank).isPresent()) {
      throw asked.bad(Key.WORK_DIR, "a folder", "--work-dir .");
    }
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
    if (typed.matches("0|[01]?\\.[0-9]+") && !Files.exists(Path.of(typed))) {
      throw new SomaException.Usage(
          "E209",
          file.flag() + " " + typed + " · expected a file; a share of the rows is " + share.flag(),
          arguments.with(file.flag(), share.flag(), typed));
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
