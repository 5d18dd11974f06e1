package dev.soma.studio.view;

import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What helps against an error, in the words of the page: fields of its form, not flags of the
/// terminal.
final class Fixes {
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("data", "Set"),
          Map.entry("rows", "Rows"),
          Map.entry("noise", "Noise"),
          Map.entry("target", "Target"),
          Map.entry("network", "Hidden"),
          Map.entry("hidden", "Hidden"),
          Map.entry("activation", "Activation"),
          Map.entry("init", "Initial W"),
          Map.entry("bias", "Initial b"),
          Map.entry("bias-init", "Initial b"),
          Map.entry("optimizer", "Optimiser"),
          Map.entry("lr", "Rate η"),
          Map.entry("l2", "L2 λ"),
          Map.entry("batch", "Batch"),
          Map.entry("epochs", "Epochs"),
          Map.entry("seed", "Seed"));

  /// Flags of how a file is read, which the page has no fields for.
  private static final Set<String> READING =
      Set.of(
          "on-bad-row", "delimiter", "decimal", "encoding", "ignore", "category", "number", "date");

  /// Flags of the lab, whose view makes buttons of them that fill its fields.
  private static final Set<String> LAB =
      Set.of("function", "inputs", "epsilon", "from", "to", "most-trained", "most-built");

  /// What helps where the error says nothing, or means a whole network.
  private static final Map<String, String> USUAL =
      Map.of(
          "E210", "Hidden: Dense(8, tanh) -> Dropout(0.1)",
          "E211", "Activation: tanh",
          "E212", "Hidden: 8, 8",
          "E217", "Initial W: auto",
          "E230", "Optimiser: adam");

  private Fixes() {}

  static List<String> of(SomaException e) {
    List<String> fixes = new ArrayList<>();
    for (String fix : e.fixes()) {
      String said = e.id().equals("E210") || e.id().equals("E212") ? null : onPage(fix);
      if (said != null) {
        fixes.add(said);
      }
    }
    String usual = USUAL.get(e.id());
    if (fixes.isEmpty() && usual != null) {
      fixes.add(usual);
    }
    return fixes;
  }

  private static @Nullable String onPage(String fix) {
    boolean flag = fix.startsWith("--");
    String[] words = (flag ? fix.substring(2) : fix).split(" ", 2);
    if (flag && LAB.contains(words[0])) {
      return fix;
    }
    String field = FIELDS.get(words[0]);
    if (field != null && words.length == 2) {
      return field + ": " + words[1];
    }
    if (flag && READING.contains(words[0])) {
      return "soma studio FILE --target COLUMN " + fix;
    }
    return flag ? null : fix;
  }
}
