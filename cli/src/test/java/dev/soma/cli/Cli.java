package dev.soma.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command in this JVM: what it would print and its exit code.
record Cli(int exit, String out, String err, List<String> command) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  static Cli run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Cli(
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        List.of(args));
  }

  static Cli run(List<String> args) {
    return run(args.toArray(String[]::new));
  }

  /// The words of a line as a shell would part them.
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3));
    }
    return words;
  }

  /// The fixes that were suggested, best first.
  List<String> fixes() {
    return err.lines()
        .filter(l -> l.startsWith("  fix: ") || l.startsWith("  or:  "))
        .map(l -> l.substring(7))
        .toList();
  }

  /// The words of the AGAIN line of a model card, without the name of the program.
  ///
  /// @param rows the file to train on
  /// @param out the new folder
  List<String> again(Path rows, Path out) {
    String line = out().lines().filter(l -> l.startsWith("AGAIN")).findFirst().orElseThrow();
    List<String> words = new ArrayList<>(words(line.substring(7).replace("DATA", rows.toString())));
    words.removeFirst();
    words.addAll(List.of("--out", out.toString()));
    return words;
  }

  /// The command again, with a suggested fix: a whole command, or flags that replace those of the
  /// same name.
  Cli withFix(String fix) {
    List<String> words = words(fix);
    if (words.getFirst().equals("soma")) {
      return run(words.subList(1, words.size()));
    }
    List<String> again = new ArrayList<>(command);
    for (int i = 0; i < words.size(); i++) {
      String flag = words.get(i);
      boolean value = i + 1 < words.size() && !words.get(i + 1).startsWith("--");
      int at = again.indexOf(flag);
      if (at >= 0) {
        again.remove(at);
        if (value) {
          again.remove(at);
        }
      }
      again.add(flag);
      if (value) {
        again.add(words.get(++i));
      }
    }
    return run(again);
  }

  /// A table of 60 rows: two numbers, a colour, and a label that follows from x.
  static Path table(Path folder) {
    return table(folder, "good.csv", "x,colour,label,y");
  }

  /// The same with more lines after the header.
  static Path table(Path folder, String name, String header, String... first) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (String line : first) {
      text.append(line).append('\n');
    }
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 60; i++) {
      text.append(i % 7 + "," + colours[i % 3] + "," + (i % 7 > 3 ? "yes" : "no") + "," + 1.5 * i)
          .append('\n');
    }
    return write(folder, name, text.toString());
  }

  static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A small model of [#table(Path)], in the folder `model` beside it.
  static Path model(Path folder) {
    Path out = folder.resolve("model");
    Cli run =
        run(
            "train",
            table(folder).toString(),
            "--target",
            "label",
            "--hidden",
            "4",
            "--epochs",
            "30",
            "--out",
            out.toString(),
            "-q");
    if (run.exit != 0) {
      throw new AssertionError(run.toString());
    }
    return out.resolve("model.soma");
  }
}
