package dev.soma.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a program of this module was told: `--name value`, and flags without one.
final class Options {
  private final Map<String, String> values = new LinkedHashMap<>();

  private Options() {}

  /// Reads the arguments, or prints the usage line and ends.
  ///
  /// @param names of the options that have a value
  /// @param flags names of those that have none
  static Options of(String[] args, String usage, List<String> names, List<String> flags) {
    Options options = new Options();
    for (int i = 0; i < args.length; i++) {
      if (flags.contains(args[i])) {
        options.values.put(args[i], "true");
      } else if (names.contains(args[i]) && i + 1 < args.length) {
        options.values.put(args[i], args[i + 1]);
        i++;
      } else if (args[i].startsWith("--root=")) {
        options.values.put("--root", args[i].substring("--root=".length()));
      } else {
        System.err.println(usage);
        System.exit(2);
      }
    }
    return options;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  double number(String name, double otherwise) {
    return Double.parseDouble(get(name, Double.toString(otherwise)));
  }
}
