package dev.soma.cli.input;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import java.util.List;
import java.util.stream.Stream;

/// How the rows of a run are parted, as the settings say.
///
/// @param test share of the test rows
/// @param validation share of the validation rows
/// @param folds how many; 0 for none
/// @param heldOutValidates whether the rows that a fold holds out choose its best epoch
/// @param time column of times; empty if the order of time does not count
/// @param seeds of the run
public record Parting(
    double test, double validation, int folds, boolean heldOutValidates, String time, Seeds seeds) {
  /// Reads the settings.
  ///
  /// @throws SomaException.Usage E201 for fewer than two folds, E207 for settings that contradict
  ///   each other
  public static Parting of(Settings s) {
    int folds = Values.folds(s);
    String time = s.text(Key.SPLIT_BY_TIME);
    if (!time.isEmpty() && s.given(Key.GROUP)) {
      throw both("--group and --split-by-time · a group may have rows of all times", Key.GROUP);
    }
    if (!time.isEmpty() && folds > 0) {
      throw both(
          "--cv and --split-by-time · most folds would learn from rows that are later than those"
              + " they are measured on",
          Key.CV);
    }
    boolean validates = s.on(Key.FOLD_VALIDATES);
    if (validates && (folds == 0 || s.given(Key.VALIDATION))) {
      requireOne(s);
      throw unfolded("--fold-validates and --cv 0 · without folds none of them holds rows out");
    }
    if (s.texts(Key.TARGET).contains(s.text(Key.GROUP))) {
      throw new SomaException.Usage(
          "E207",
          "--target and --group " + s.text(Key.GROUP) + " · what is learned cannot be the group",
          "leave --group out");
    }
    return new Parting(
        s.real(Key.TEST_FRACTION),
        s.real(Key.VALIDATION_FRACTION),
        folds,
        validates,
        time,
        Seeds.of(s.whole(Key.SEED)));
  }

  /// Refuses settings that contradict each other whatever the rows are; folds that a recipe would
  /// cut by itself give way to them.
  ///
  /// @throws SomaException.Usage E201 for fewer than two folds, E207 for settings that contradict
  ///   each other
  public static void require(Settings s) {
    boolean left = s.isAuto(Key.CV);
    if (left && s.on(Key.FOLD_VALIDATES)) {
      requireOne(s);
    }
    Parting _ = of(left ? s.with(Key.CV, "0").with(Key.FOLD_VALIDATES, "false") : s);
  }

  /// Refuses other flags that choose the validation rows, beside `--fold-validates`.
  private static void requireOne(Settings s) {
    Stream.of(Key.VALIDATION, Key.VALIDATION_FRACTION, Key.SPLIT_BY_TIME)
        .filter(key -> s.given(key) && (s.isAuto(Key.CV) || key == Key.VALIDATION))
        .findFirst()
        .ifPresent(
            key -> {
              throw new SomaException.Usage(
                  "E207",
                  "--fold-validates and "
                      + key.flag()
                      + " · both say which rows choose the best epoch",
                  "leave --fold-validates out");
            });
  }

  /// Where `--fold-validates` was given and there are no folds.
  ///
  /// @param what with the reason
  public static SomaException.Usage unfolded(String what) {
    return new SomaException.Usage("E207", what, "--cv 5", "leave --fold-validates out");
  }

  private static SomaException.Usage both(String why, Key other) {
    return new SomaException.Usage(
        "E207", why, "leave " + other.flag() + " out", "leave --split-by-time out");
  }

  /// The same with other shares.
  Parting with(double newTest, double newValidation) {
    return new Parting(newTest, newValidation, folds, heldOutValidates, time, seeds);
  }

  /// The same with another number of folds.
  Parting with(int count) {
    return new Parting(test, validation, count, heldOutValidates, time, seeds);
  }

  /// The same where the rows that a fold holds out choose its best epoch.
  Parting thatValidate() {
    return new Parting(test, validation, folds, true, time, seeds);
  }

  /// Three parts.
  public Split split(Table table) {
    if (test == 0 && validation == 0) {
      Table none = table.rows(0, 0);
      return new Split(table, none, none);
    }
    double train = 1 - validation - test;
    return time.isEmpty()
        ? table.split(train, validation, test, seeds)
        : Split.byTime(table, time, train, validation, test);
  }

  /// The rows to be cut into folds, and the test rows, which are held out once before that.
  public Split outer(Table table) {
    return new Parting(test, 0, 0, false, "", seeds).split(table);
  }

  /// Folds of rows that are not tested with. Each takes its validation rows from those that it
  /// learns from: as large a share of them as without folds.
  ///
  /// @param outer the rows to be cut, and the test rows; an error counts both
  public Split.Folds folds(Split outer) {
    try {
      return heldOutValidates
          ? Split.foldsThatValidate(outer.train(), folds, seeds)
          : Split.folds(outer.train(), folds, validation / (1 - test), seeds);
    } catch (SomaException.Data e) {
      int held = outer.test().rows();
      throw held == 0
          ? e
          : e.said(e.getMessage() + "; " + Text.count(held, "row") + " are held out to test with");
    }
  }

  /// What was typed and is not used, because something else says the same; none in most cases.
  public static List<String> unused(Settings s) {
    boolean both = s.on(Key.FOLD_VALIDATES) && s.given(Key.VALIDATION_FRACTION);
    return both && !s.given(Key.VALIDATION)
        ? List.of(
            Key.VALIDATION_FRACTION.flag()
                + " "
                + s.text(Key.VALIDATION_FRACTION)
                + " is not used: with --fold-validates the rows that a fold holds out choose its"
                + " best epoch")
        : List.of();
  }

  /// How the rows were parted, in few words.
  ///
  /// @param strata what they were stratified by
  public static String words(Settings s, String strata) {
    String time = s.text(Key.SPLIT_BY_TIME);
    String group = s.text(Key.GROUP);
    return time.isEmpty()
        ? strata + (group.isEmpty() ? "" : ", groups of " + group + " kept together")
        : "in the order of " + time;
  }
}
