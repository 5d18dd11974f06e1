package dev.soma.cli.apply;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Sink;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `soma predict`: the rows of a file with what a model says of each.
public final class PredictCommand implements Command {
  private static final String GROUP = "Predict";

  /// Makes the command.
  public PredictCommand() {}

  @Override
  public String name() {
    return "predict";
  }

  @Override
  public String help() {
    return "add predictions, probabilities and flags to the rows of a file";
  }

  @Override
  public String synopsis() {
    return "MODEL FILE [FLAGS]";
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(
        Flag.value(
                "--on-unseen",
                "DO",
                GROUP,
                "with categories that training lacked: error, unknown, skip")
            .among("error", "unknown", "skip"));
    flags.add(Flag.plain("--only-pred", GROUP, "leave out the columns of the file"));
    flags.add(Flag.value("--threshold", "P", GROUP, "say yes from this probability on"));
    flags.add(
        Flag.value("--interval", "SHARE", GROUP, "columns low and high that hold this share: 0.9"));
    flags.add(Flag.value("-o", "FILE", GROUP, "write to a file instead of stdout").or("--output"));
    flags.add(Flag.plain("--force", GROUP, "replace that file"));
    flags.addAll(Inputs.flags());
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma predict runs/titanic-1 examples/titanic.csv -o predicted.csv",
        "cat examples/titanic.csv | soma predict runs/titanic-1 - --only-pred");
  }

  @Override
  public void check(Arguments arguments) {
    OnUnseen _ = OnUnseen.parse(arguments.text("--on-unseen").orElse("error"));
    PredictionLines.require(arguments);
    Inputs.require(Settings.PRESETS.with(arguments));
  }

  @Override
  public int run(Arguments arguments, Screen screen) throws IOException {
    Model model = ModelPath.load(arguments, 0, "model");
    Path data = Path.of(arguments.word(1, "file"));
    OnUnseen onUnseen = OnUnseen.parse(arguments.text("--on-unseen").orElse("error"));
    Settings settings = Inputs.settings(model, arguments);
    PredictionLines lines =
        new PredictionLines(
            model,
            arguments.has("--only-pred"),
            arguments.has("--json"),
            PredictionLines.threshold(model, arguments),
            PredictionLines.level(model, arguments));
    if (!arguments.has("-o")) {
      return stream(model, data, settings, lines, onUnseen, new Rows(screen.out()), screen);
    }
    OutputFile file =
        OutputFile.of(Path.of(arguments.text("-o").orElse("")), arguments.has("--force"));
    return file.write(out -> stream(model, data, settings, lines, onUnseen, new Rows(out), screen));
  }

  /// Where rows go.
  private record Rows(OutputStream out) {
    /// False if the reader has left.
    boolean write(StringBuilder text) throws IOException {
      out.write(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return !(out instanceof java.io.PrintStream print && print.checkError());
    }

    /// Whether what is written is out of reach.
    boolean streamed() {
      return out instanceof java.io.PrintStream;
    }
  }

  private static int stream(
      Model model,
      Path data,
      Settings settings,
      PredictionLines lines,
      OnUnseen onUnseen,
      Rows out,
      Screen screen)
      throws IOException {
    try (Chunks chunks = Chunks.open(data, settings, model.encoder())) {
      PredictRun run = new PredictRun(model, lines, onUnseen, chunks.delimiter(), out.streamed());
      for (var chunk = chunks.next(); chunk.isPresent(); chunk = chunks.next()) {
        if (!out.write(predicted(run, chunks, chunk.get()))) {
          return 0; // the reader of the pipe has seen enough, or Main says that the disk is full
        }
      }
      run.summary(chunks.rejected()).forEach(screen::say);
      return 0;
    } catch (IOException e) {
      if (Sink.isBrokenPipe(e)) {
        return 0;
      }
      throw e;
    }
  }

  private static StringBuilder predicted(PredictRun run, Chunks chunks, Table rows) {
    try {
      return run.chunk(rows);
    } catch (SomaException e) {
      chunks.require(rows);
      throw e.id().equals("E511") ? chunks.ofPiece(e) : e;
    }
  }
}
