package dev.soma.cli.input;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.screen.Text;
import dev.soma.data.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether parts have about as many rows as were asked for. Groups and times, which are not parted,
/// can leave a part with far fewer, or far more.
public final class PartSizes {
  private static final int FEW = 10; // rows that say little of which epoch is best

  private PartSizes() {}

  /// A line that names the parts with less than half or more than twice the rows they should have;
  /// empty if there are none.
  ///
  /// @param split the parts, those of the first fold if there are folds
  /// @param folds null if there are none
  public static Optional<String> far(Settings s, Split split, Split.@Nullable Folds folds) {
    String group = s.text(Key.GROUP);
    if (group.isEmpty() && s.text(Key.SPLIT_BY_TIME).isEmpty()) {
      return Optional.empty();
    }
    String why = group.isEmpty() ? "rows of one time" : "the rows of a group";
    Parting parting = Parting.of(s);
    if (folds == null) {
      return Optional.of(named(parting, split, 0))
          .filter(parts -> !parts.isEmpty())
          .map(parts -> line(parts, "", why, split));
    }
    List<Integer> off = new ArrayList<>();
    for (int f = 0; f < folds.count(); f++) {
      if (!named(parting, fold(split, folds, f), folds.get(f).test().rows()).isEmpty()) {
        off.add(f);
      }
    }
    if (off.isEmpty()) {
      return Optional.empty();
    }
    int first = off.getFirst();
    Split shown = fold(split, folds, first);
    List<String> named = named(parting, shown, folds.get(first).test().rows());
    String more = off.size() == 1 ? "" : " (" + off.size() + " folds are so)";
    String where = " in fold " + (first + 1) + more;
    return Optional.of(line(named, where, why, shown));
  }

  private static Split fold(Split split, Split.Folds folds, int f) {
    Split own = folds.get(f);
    return new Split(own.train(), own.validation(), split.test());
  }

  private static String line(List<String> parts, String where, String why, Split split) {
    int validation = split.validation().rows();
    return why
        + " stay together, so parts are far from their shares"
        + where
        + ": "
        + String.join(", ", parts)
        + (validation > 0 && validation < FEW
            ? "; so few validation rows say little about which epoch is best"
            : "");
  }

  /// `validation 1 row (45 asked for)` of each part that is far off.
  private static List<String> named(Parting parting, Split split, int held) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("train", split.train().rows());
    if (parting.validation() > 0 && !parting.heldOutValidates()) {
      rows.put("validation", split.validation().rows());
    }
    rows.put("held out", held);
    if (parting.test() > 0) {
      rows.put("test", split.test().rows());
    }
    int all = rows.values().stream().mapToInt(n -> n).sum();
    List<String> named = new ArrayList<>();
    rows.forEach(
        (part, there) -> {
          long wanted = Math.round(share(parting, part) * all);
          if (2L * there < wanted || there > 2 * wanted) {
            named.add(part + " " + Text.count(there, "row") + " (" + wanted(named, wanted) + ")");
          }
        });
    return named;
  }

  private static String wanted(List<String> before, long rows) {
    return Text.count(rows) + (before.isEmpty() ? " asked for" : "");
  }

  /// The share that a part should have of all rows.
  private static double share(Parting parting, String part) {
    double held = parting.folds() == 0 ? 0 : (1 - parting.test()) / parting.folds();
    double chosen =
        parting.heldOutValidates()
            ? 0
            : parting.validation()
                * (1 - held / (1 - parting.test())); // of what a fold learns from
    return switch (part) {
      case "held out" -> held;
      case "validation" -> chosen;
      case "test" -> parting.test();
      default -> 1 - held - chosen - parting.test();
    };
  }
}
