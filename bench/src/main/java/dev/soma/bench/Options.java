package dev.soma.bench;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a program of this module was told: `--name value`, and flags without one.
///
/// A program reads all of its options before it measures anything. What it cannot do ends it with
/// one line that says why, the usage line and 2; `--help` with the usage line and 0.
final class Options {
  private static final String ROOT = "--root=";

  /// What reads a value.
  interface Reading<T> {
    /// Reads it.
    ///
    /// @throws IOException if a file cannot be read
    T read(String value) throws IOException;
  }

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Options() {}

  /// What a program can be told.
  ///
  /// @param usage one line
  /// @param names of the options that have a value
  /// @param flags names of those that have none
  record Form(String usage, List<String> names, List<String> flags) {}

  /// A program, once its arguments are parted.
  interface Program {
    /// Runs it.
    ///
    /// @throws Refused if a value cannot be read
    /// @throws IOException if a file cannot be read or written
    void run(Options options) throws IOException;
  }

  /// The message says which argument is wrong.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /// Runs a program and ends the process.
  static void run(String[] args, Form form, Program program) throws IOException {
    System.exit(run(args, form, program, System.out, System.err));
  }

  /// Runs a program and gives its exit code.
  static int run(String[] args, Form form, Program program, PrintStream out, PrintStream err)
      throws IOException {
    if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
      out.println(form.usage);
      return 0;
    }
    try {
      program.run(parse(args, form));
      return 0;
    } catch (Refused e) {
      err.println("error: " + e.getMessage());
      err.println(form.usage);
      return 2;
    }
  }

  private static Options parse(String[] args, Form form) {
    Options options = new Options();
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (name.startsWith(ROOT)) {
        options.add("--root", name.substring(ROOT.length()));
      } else if (form.flags.contains(name)) {
        options.add(name, "true");
      } else if (!form.names.contains(name)) {
        throw new Refused("no option " + name);
      } else if (i + 1 == args.length || args[i + 1].isEmpty()) {
        throw new Refused(name + " without a value");
      } else {
        i++;
        options.add(name, args[i]);
      }
    }
    return options;
  }

  private void add(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// All values of an option that may be given several times.
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  String get(String name, String otherwise) {
    List<String> given = all(name);
    return given.isEmpty() ? otherwise : given.getLast();
  }

  /// A value, read; what the reading says against it is said with the name of the option.
  static <T> T read(String name, String value, Reading<T> reading) {
    try {
      return reading.read(value);
    } catch (NoSuchFileException | NotDirectoryException _) {
      throw new Refused(name + " " + value + ": is not there");
    } catch (IOException | SomaException | InvalidPathException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Refused(name + " " + value + ": " + why);
    }
  }

  /// One of a few words.
  String choice(String name, List<String> choices) {
    String value = get(name, choices.getFirst());
    if (!choices.contains(value)) {
      throw new Refused(name + " " + value + ": must be one of " + String.join(", ", choices));
    }
    return value;
  }

  /// A whole number >= 1.
  int count(String name, int otherwise) {
    return has(name) ? count(name + " " + get(name, ""), get(name, "")) : otherwise;
  }

  private static int count(String where, String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new Refused(where + ": must be a whole number >= 1");
  }

  /// How many threads.
  int threads(int otherwise) {
    int threads = count("--threads", otherwise);
    if (threads > 1024) {
      throw new Refused("--threads " + threads + ": must be 1 to 1,024");
    }
    return threads;
  }

  /// Seconds > 0.
  double seconds(String name, double otherwise) {
    String text = get(name, Double.toString(otherwise));
    try {
      double seconds = Double.parseDouble(text);
      if (seconds > 0 && Double.isFinite(seconds)) {
        return seconds;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new Refused(name + " " + text + ": must be a number of seconds > 0");
  }

  /// Values between commas.
  <T> List<T> list(String name, String otherwise, Function<String, T> read) {
    return List.of(get(name, otherwise).split(",", -1)).stream().map(read).toList();
  }

  /// Whole numbers >= 1 between commas.
  List<Integer> counts(String name, String otherwise) {
    return list(name, otherwise, text -> count(name + " " + text, text));
  }

  /// Whole numbers >= 1 between marks, such as `512x512x128`.
  ///
  /// @param count how many
  static int[] sizes(String name, String text, int count) {
    String[] parts = text.split("x", -1);
    if (parts.length != count) {
      throw new Refused(name + " " + text + ": must be " + count + " numbers with x between them");
    }
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = count(name + " " + text, parts[i]);
    }
    return sizes;
  }
}
