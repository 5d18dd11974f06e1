package dev.soma.cli.report;

import dev.soma.cli.screen.CsvLine;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.SomaException;
import dev.soma.model.Predictions;
import dev.soma.recipe.OutOfFold;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `oof.csv`: what was said of each row by the networks that had not learned from it, in the order
/// of the lines.
public final class OofFile {
  private OofFile() {}

  /// Writes `line`, the targets, `TARGET_pred`, `p_CLASS` for classes or labels, and `fold`; no
  /// class where probabilities are not finite.
  ///
  /// @throws SomaException.Resource E804 if it cannot be written
  public static void write(Path path, OutOfFold oof) {
    try (Writer out = Files.newBufferedWriter(path)) {
      TargetEncoder target = oof.parts().getFirst().predictions().target();
      StringBuilder text = new StringBuilder();
      CsvLine.append(text, header(target, oof.parts().getFirst().predictions().scored()), ',');
      int[] next = new int[oof.parts().size()];
      for (int p = first(oof, next); p >= 0; p = first(oof, next)) {
        CsvLine.append(text, fields(oof.parts().get(p), next[p]++), ',');
        if (text.length() > 1 << 16) {
          out.append(text);
          text.setLength(0);
        }
      }
      out.append(text);
    } catch (IOException e) {
      delete(path); // half of it would be taken for all
      throw new SomaException.Resource(
          "E804",
          "cannot write · " + path + ": " + e.getMessage(),
          "free some disk space, or --out FOLDER on another disk");
    }
  }

  private static void delete(Path half) {
    try {
      Files.deleteIfExists(half);
    } catch (IOException _) {
      // what failed before it is said
    }
  }

  /// The part whose next row comes first in the file; -1 if there is no row left.
  private static int first(OutOfFold oof, int[] next) {
    int first = -1;
    int least = Integer.MAX_VALUE;
    for (int p = 0; p < next.length; p++) {
      OutOfFold.Part part = oof.parts().get(p);
      if (next[p] < part.rows().rows() && part.rows().line(next[p]) < least) {
        first = p;
        least = part.rows().line(next[p]);
      }
    }
    return first;
  }

  private static List<String> header(TargetEncoder target, boolean scored) {
    List<String> names = new ArrayList<>(List.of("line"));
    names.addAll(target.names());
    target.names().forEach(name -> names.add(name + "_pred"));
    if (scored) {
      switch (target) {
        case TargetEncoder.Classes c -> c.levels().forEach(level -> names.add("p_" + level));
        case TargetEncoder.Labels l -> l.names().forEach(name -> names.add("p_" + name));
        case TargetEncoder.Numbers _ -> {}
      }
    }
    names.add("fold");
    return names;
  }

  private static List<String> fields(OutOfFold.Part part, int row) {
    Predictions p = part.predictions();
    List<String> fields = new ArrayList<>(List.of(Integer.toString(part.rows().line(row))));
    p.target().names().forEach(name -> fields.add(part.rows().column(name).text(row)));
    switch (p.target()) {
      case TargetEncoder.Classes c -> {
        fields.add(p.predicts(row, 0) ? c.levels().get(p.predictedClass(row)) : "");
        probabilities(p, row, c.levels().size(), fields);
      }
      case TargetEncoder.Labels l -> {
        for (int k = 0; k < l.names().size(); k++) {
          List<String> levels = l.levels().get(k);
          int level = p.probability(row, k) >= 0.5 ? levels.size() - 1 : 0;
          fields.add(p.predicts(row, k) ? levels.get(level) : "");
        }
        probabilities(p, row, l.names().size(), fields);
      }
      case TargetEncoder.Numbers n -> {
        for (int k = 0; k < n.names().size(); k++) {
          fields.add(Float.toString((float) p.number(row, k)));
        }
      }
    }
    fields.add(Integer.toString(part.fold()));
    return fields;
  }

  private static void probabilities(Predictions p, int row, int count, List<String> fields) {
    for (int k = 0; k < count && p.scored(); k++) {
      fields.add(Float.toString((float) p.probability(row, k)));
    }
  }
}
