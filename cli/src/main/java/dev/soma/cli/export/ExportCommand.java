package dev.soma.cli.export;

import dev.soma.cli.apply.OutputFile;
import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.screen.Screen;
import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `soma export`: a model in a form that other programs read.
public final class ExportCommand implements Command {
  private static final String GROUP = "Output file";

  /// Makes the command.
  public ExportCommand() {}

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String help() {
    return "write the network with its trained weights as a picture";
  }

  @Override
  public String synopsis() {
    return "MODEL --to " + String.join("|", Form.words()) + " [-o FILE]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    return List.of(
        Flag.value("--to", "FORM", GROUP, String.join(" or ", Form.words()))
            .where(Form.words()::contains),
        Flag.value("-o", "FILE", GROUP, "write to a file instead of stdout").or("--output"),
        Flag.plain("--force", GROUP, "replace the file"),
        OneMember.flag(GROUP));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma export runs/titanic-1 --to svg -o network.svg",
        "soma export runs/titanic-1 --to tikz > network.tex");
  }

  @Override
  public void check(Arguments arguments) {
    Optional<Form> _ = arguments.text("--to").map(Form::parse);
    int _ = OneMember.number(arguments);
  }

  @Override
  public int run(Arguments arguments, Screen screen) throws IOException {
    Optional<Form> asked = arguments.text("--to").map(Form::parse);
    OneMember shown = OneMember.of(ModelPath.load(arguments, 0, "model"), arguments);
    Form form =
        asked.orElseThrow(
            () ->
                new SomaException.Usage(
                    "E204",
                    "missing --to · one of " + String.join(", ", Form.words()),
                    "--to " + Form.words().getFirst()));
    if (!shown.words().isEmpty()) {
      screen.say(shown.words());
    }
    String text = form.write(shown.model());
    if (!arguments.has("-o")) {
      screen.out().print(text);
      return 0;
    }
    OutputFile file =
        OutputFile.of(Path.of(arguments.text("-o").orElse("")), arguments.has("--force"));
    return file.write(
        out -> {
          out.write(text.getBytes(StandardCharsets.UTF_8));
          return 0;
        });
  }
}
