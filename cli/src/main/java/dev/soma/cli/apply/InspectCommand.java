package dev.soma.cli.apply;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.report.DataBlock;
import dev.soma.cli.screen.Screen;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `soma inspect`: what is in a model, or what the columns of a table are.
public final class InspectCommand implements Command {
  /// Makes the command.
  public InspectCommand() {}

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String help() {
    return "show what is in a model or in a table, without training";
  }

  @Override
  public String synopsis() {
    return "FILE [FLAGS]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.addAll(
        Key.flags(
            Key.TARGET, Key.TASK, Key.CATEGORY, Key.NUMBER, Key.DATE, Key.DATE_ORDER, Key.IGNORE));
    flags.addAll(Inputs.flags());
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of("soma inspect runs/titanic-1", "soma inspect examples/titanic.csv");
  }

  @Override
  public void check(Arguments arguments) {
    Settings settings = Settings.PRESETS.with(arguments);
    Values.require(settings);
    Inputs.require(settings);
  }

  @Override
  public int run(Arguments arguments, Screen screen) throws IOException {
    Optional<Path> model = ModelPath.of(Path.of(arguments.word(0, "file")));
    boolean json = arguments.has("--json");
    if (model.isPresent()) {
      ModelCard card = new ModelCard(Model.load(model.get()), model.get());
      if (json) {
        screen.result(card.json());
      } else {
        card.tell(screen.telling(false));
      }
      return 0;
    }
    Settings settings = Settings.PRESETS.with(arguments);
    Table table = Inputs.training(settings);
    List<String> target = settings.texts(Key.TARGET);
    if (!target.isEmpty()) {
      table = table.target(target.toArray(String[]::new));
    }
    if (json) {
      screen.result(TableCard.json(table));
    } else {
      DataBlock.tell(
          screen.telling(false),
          table,
          target.isEmpty() ? null : table.task(),
          Encoder.Rules.of(MissingPolicy.AUTO));
    }
    return 0;
  }
}
