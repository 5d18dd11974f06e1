package dev.soma.cli.args;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The texts of `--help`.
public final class Help {
  private Help() {}

  /// `soma --help`: the commands and where to begin.
  public static List<String> all(List<Command> commands) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Soma: feed-forward neural networks, from a CSV to a trained, tested, saved network.");
    lines.add("");
    lines.add("  soma train data.csv --target y");
    lines.add("");
    lines.add("Commands");
    for (Command command : commands) {
      lines.add(row(command.name(), 12, command.help()));
    }
    lines.add("");
    lines.add("Examples");
    for (Command command : commands) {
      command.examples().stream()
          .limit(1)
          .filter(e -> e.contains("/")) // what is typed alone needs no example
          .forEach(e -> lines.add("  " + e));
    }
    lines.add("");
    lines.add(
        "soma COMMAND --help lists the flags of a command; soma --version tells the version.");
    return lines;
  }

  /// `soma COMMAND --help`.
  public static List<String> of(Command command) {
    List<String> lines = new ArrayList<>();
    lines.add("soma " + command.name() + " " + command.synopsis());
    lines.add("  " + command.help());
    if (command.synopsis().contains("MODEL")) {
      lines.add("  MODEL is a model file, or the folder of the run that saved it");
    }
    Map<String, List<Flag>> groups = new LinkedHashMap<>();
    for (Flag flag : Common.with(command)) {
      groups.computeIfAbsent(flag.group(), _ -> new ArrayList<>()).add(flag);
    }
    groups.forEach(
        (group, members) -> {
          lines.add("");
          lines.add(group);
          for (Flag flag : members) {
            lines.add(row(flag.listed(), 28, flag.help()));
          }
        });
    lines.add("");
    lines.add("Examples");
    command.examples().forEach(e -> lines.add("  " + e));
    return lines;
  }

  private static String row(String left, int width, String right) {
    return String.format(Locale.ROOT, "  %-" + width + "s %s", left, right).stripTrailing();
  }
}
