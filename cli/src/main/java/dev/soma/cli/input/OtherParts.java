package dev.soma.cli.input;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.data.Column;
import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.error.Fix;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Other parts of the same rows where those that were asked for need more groups than there are.
/// Each is cut before it is offered.
public final class OtherParts {
  /// What leaves out folds that were asked for, and what they would be asked for.
  public static final Fix NO_FOLDS_THAT_VALIDATE = Fix.of("leave --cv and --fold-validates out");

  private static final String NO_TEST = "--test-fraction 0";
  private static final Fix NO_FOLDS = Fix.without(Key.CV.flag());
  private static final int TRIES = 20; // numbers of folds

  private final Parting asked;
  private final Table table;

  private OtherParts(Parting asked, Table table) {
    this.asked = asked;
    this.table = table;
  }

  /// The same error, where leaving folds out is to leave out what they would be asked for; where
  /// there are too few groups (E360), with the parts that can be cut before its other fixes.
  ///
  /// @param s how the rows were to be parted
  public static SomaException offered(SomaException.Data e, Settings s, Table table) {
    if (s.on(Key.FOLD_VALIDATES) && e.remedies().contains(NO_FOLDS)) {
      return e.mended(List.of(NO_FOLDS_THAT_VALIDATE));
    }
    if (!e.id().equals("E360")) {
      return e;
    }
    OtherParts others = new OtherParts(Parting.of(s), table);
    Stream<Fix> parts = others.fixes(s).stream().map(Fix::of);
    return e.mended(Stream.concat(parts, e.remedies().stream()).toList());
  }

  private List<String> fixes(Settings s) {
    List<String> fixes = new ArrayList<>();
    boolean tested = asked.test() > 0;
    if (asked.folds() > 0) {
      fewer(asked).ifPresent(k -> fixes.add("--cv " + k));
      if (mayValidate(s) && works(asked.thatValidate())) {
        fixes.add("--fold-validates");
      }
    }
    if (tested && works(asked.with(0, asked.validation()))) {
      fixes.add(NO_TEST);
    }
    if (asked.folds() == 0
        && asked.validation() > 0
        && tested
        && works(asked.with(asked.test(), 0))) {
      fixes.add("--validation-fraction 0");
    }
    if (fixes.isEmpty() && tested && asked.folds() > 0) {
      Parting untested = asked.with(0, asked.validation());
      fewer(untested).ifPresent(k -> fixes.add(NO_TEST + " --cv " + k));
      if (mayValidate(s) && works(untested.thatValidate())) {
        fixes.add(NO_TEST + " --fold-validates");
      }
    }
    if (fixes.isEmpty() && asked.folds() > 0 && mayValidate(s)) {
      for (Parting parting : List.of(asked, asked.with(0, asked.validation()))) {
        String before = tested && parting.test() == 0 ? NO_TEST + " " : "";
        fewer(parting.thatValidate())
            .filter(_ -> fixes.isEmpty())
            .ifPresent(k -> fixes.add(before + "--cv " + k + " --fold-validates"));
      }
    }
    return fixes;
  }

  /// Whether nothing was said of the rows that choose the epoch.
  private boolean mayValidate(Settings s) {
    return asked.validation() > 0 && !asked.heldOutValidates() && !s.given(Key.VALIDATION_FRACTION);
  }

  /// The largest smaller number of folds that can be cut.
  private Optional<Integer> fewer(Parting parting) {
    int most = Math.min(parting.folds() - 1, groups());
    return IntStream.iterate(most, k -> k >= 2 && k > most - TRIES, k -> k - 1)
        .boxed()
        .filter(k -> works(parting.with(k)))
        .findFirst();
  }

  /// How many groups there are: a row without one is a group of its own.
  private int groups() {
    Column column = table.groupColumn();
    if (column == null) {
      return 0;
    }
    long alone = IntStream.range(0, column.rows()).filter(column::isMissing).count();
    long named =
        switch (column) {
          case Column.Numbers numbers -> numbers.distinctCount();
          case Column.Text text -> IntStream.of(text.counts()).filter(n -> n > 0).count();
        };
    return (int) (alone + named);
  }

  private boolean works(Parting parting) {
    try {
      if (parting.folds() == 0) {
        Split _ = parting.split(table);
      } else {
        Split.Folds _ = parting.folds(parting.outer(table));
      }
      return true;
    } catch (SomaException _) {
      return false;
    }
  }
}
