package dev.soma.studio.view;

import dev.soma.error.SomaException;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What helps, in the words of the page: fields of its forms, not flags of the terminal. Nothing
/// else knows which field is which flag.
final class Fixes {
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("data", "Set"),
          Map.entry("rows", "Rows"),
          Map.entry("noise", "Noise"),
          Map.entry("formula", "f"),
          Map.entry("gives", "Gives"),
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
          Map.entry("seed", "Seed"),
          Map.entry("check", "Answer"),
          Map.entry("lesson_seed", "Seed of the lesson"));

  /// Fields that are not there while training goes on from saved weights.
  private static final Set<String> NETWORK =
      Set.of("network", "hidden", "activation", "init", "bias", "bias-init");

  /// Flags of how a file is read, which the page has no fields for.
  private static final Set<String> READING =
      Set.of(
          "on-bad-row", "delimiter", "decimal", "encoding", "ignore", "category", "number", "date");

  /// Fields of the lab by their flags: the name, and the label.
  private static final Map<String, List<String>> LAB =
      Map.of(
          "function", List.of("function", "f"),
          "inputs", List.of("inputs", "Inputs"),
          "epsilon", List.of("epsilon", "ε"),
          "from", List.of("from", "from"),
          "to", List.of("to", "to"),
          "most-trained", List.of("most", "most units trained"),
          "lab-seed", List.of("lab_seed", "seed"));

  private static final Pattern FLAG = Pattern.compile("--([a-z0-9-]+) (\"[^\"]*\"|\\S+)");

  /// A flag, and a name with its value behind it.
  private static final Pattern TYPED = Pattern.compile("(?<![\\w-])--([a-z0-9-]+)");

  private static final Pattern NAMED = Pattern.compile("[a-z_][a-z0-9_]*(?= [\"\\d-])");

  /// What helps where the error says nothing, or means a whole network.
  private static final Map<String, String> USUAL =
      Map.of(
          "E210", "Hidden: Dense(8, tanh) -> Dropout(0.1)",
          "E211", "Activation: tanh",
          "E212", "Hidden: 8, 8",
          "E217", "Initial W: auto",
          "E230", "Optimiser: adam");

  private Fixes() {}

  /// One thing that helps.
  ///
  /// @param text in words
  /// @param lab values by the names of fields of the lab; none if it is of other fields
  record Fix(String text, Map<String, String> lab) {}

  /// What is wrong, with the labels of fields in place of flags, and of names in the address.
  static String message(SomaException e) {
    String text = String.valueOf(e.getMessage());
    Matcher name = NAMED.matcher(text);
    return name.lookingAt()
        ? FIELDS.getOrDefault(name.group(), name.group()) + text.substring(name.end())
        : TYPED.matcher(text).replaceAll(m -> label(m.group(1), m.group()));
  }

  private static String label(String flag, String otherwise) {
    List<String> field = LAB.get(flag);
    return Matcher.quoteReplacement(
        field != null ? field.getLast() : FIELDS.getOrDefault(flag, otherwise));
  }

  /// What helps against an error.
  static List<Fix> of(SomaException e) {
    List<Fix> fixes = new ArrayList<>();
    String usual = USUAL.get(e.id());
    for (String typed : e.fixes()) {
      String fix =
          usual != null && typed.matches("[a-z_]+(\\(.*\\))?")
              ? usual.substring(0, usual.indexOf(':') + 2) + typed
              : typed;
      Fix said = e.id().equals("E210") || e.id().equals("E212") ? null : onPage(fix);
      if (said != null) {
        fixes.add(said);
      }
    }
    if (fixes.isEmpty() && usual != null) {
      fixes.add(plain(usual));
    }
    return fixes;
  }

  /// What helps a run of the page; empty if none of its fields does.
  ///
  /// @param remedy flags of `soma train`; may be empty
  /// @param settings of the run
  static String remedy(String remedy, Settings settings) {
    Map<String, String> flags = flags(remedy);
    String written = settings.network();
    String function = flags.get("activation");
    if (function != null && written.contains("(")) { // layers, each with a function of its own
      boolean bent = function.equals("relu") || function.equals("selu");
      String others = bent ? "tanh|logistic|sigmoid" : "relu";
      flags.remove("activation");
      flags.put("hidden", written.replaceAll("\\b(" + others + ")\\b", function));
    }
    if (settings.data().equals(Session.SAVED)) {
      flags.keySet().removeAll(NETWORK);
    }
    if (settings.optimizer().startsWith("lbfgs")) { // it finds the length of a step itself
      flags.remove("lr");
    }
    return FIELDS.keySet().containsAll(flags.keySet()) ? words(flags, FIELDS::get) : "";
  }

  private static @Nullable Fix onPage(String fix) {
    String[] words = fix.split(" ", 2);
    if (!fix.startsWith("--")) {
      String field = FIELDS.get(words[0]);
      String lesson = fix.startsWith("soma lesson ") ? "Lessons: " + fix.substring(12) : fix;
      return plain(field != null && words.length == 2 ? field + ": " + words[1] : lesson);
    }
    Map<String, String> flags = flags(fix);
    if (!flags.isEmpty() && LAB.keySet().containsAll(flags.keySet())) {
      Map<String, String> lab = new LinkedHashMap<>();
      flags.forEach((flag, value) -> lab.put(field(flag).getFirst(), value));
      return new Fix(words(flags, flag -> field(flag).getLast()), lab);
    }
    if (!flags.isEmpty() && FIELDS.keySet().containsAll(flags.keySet())) {
      return plain(words(flags, FIELDS::get));
    }
    return READING.contains(words[0].substring(2))
        ? plain("soma studio FILE --target COLUMN " + fix)
        : null;
  }

  private static Fix plain(String text) {
    return new Fix(text, Map.of());
  }

  private static List<String> field(String flag) {
    return LAB.getOrDefault(flag, List.of(flag));
  }

  private static String words(Map<String, String> flags, Function<String, @Nullable String> label) {
    return flags.entrySet().stream()
        .map(e -> label.apply(e.getKey()) + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /// Flags with their values, without quotes; none if the text has anything else in it.
  private static Map<String, String> flags(String text) {
    Map<String, String> flags = new LinkedHashMap<>();
    Matcher m = FLAG.matcher(text);
    int end = 0;
    while (m.find() && text.substring(end, m.start()).isBlank()) {
      flags.put(m.group(1), m.group(2).replaceAll("^\"|\"$", ""));
      end = m.end();
    }
    if (end != text.length()) {
      flags.clear();
    }
    return flags;
  }
}
