package dev.soma.cli.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.CommandLineParser;
import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Ctrl-C without a signal: what the hook of a process would run is run where a text is told.
public final class Interrupted extends OutputStream {
  private final String where;
  private final Interruption interruption = Interruption.watch();
  private final Thread ctrlC = new Thread(interruption::stop);
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  /// @param where the text
  public Interrupted(String where) {
    this.where = where;
  }

  /// What a command is to watch.
  public Interruption interruption() {
    return interruption;
  }

  /// Where a command is to tell of each batch.
  public Screen screen() {
    PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    PrintStream err = new PrintStream(this, true, UTF_8);
    return new Screen(out, err, Screen.Look.PLAIN, Screen.Loudness.VERBOSE);
  }

  /// All that was told, when the process could have ended.
  public String told() throws InterruptedException {
    ctrlC.join(); // comes back when all is saved
    return told.toString(UTF_8);
  }

  /// The first command of the line NEXT.
  public Optional<String> next() throws InterruptedException {
    return told()
        .lines()
        .filter(line -> line.startsWith("NEXT "))
        .map(line -> line.substring(7).split(" · ", -1)[0].strip())
        .findFirst();
  }

  @Override
  public void write(int b) {
    told.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    told.write(bytes, from, length);
    if (!interruption.stopped() && told.toString(UTF_8).contains(where)) {
      ctrlC.start();
      while (!interruption.stopped()) {
        Thread.onSpinWait();
      }
    }
  }

  /// The words of a line, parsed.
  public static Arguments words(Command command, List<String> words) {
    return CommandLineParser.parse(command, words);
  }

  /// A table of 60 rows whose label follows from x.
  public static Path table(Path folder) throws IOException {
    StringBuilder text = new StringBuilder("x,colour,label\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 60; i++) {
      text.append(i % 7 + "," + colours[i % 3] + "," + (i % 7 > 3 ? "yes" : "no")).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }
}
