package dev.soma.cli.train;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.ConfigFile;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.report.DataBlock;
import dev.soma.cli.screen.Screen;
import dev.soma.data.Task;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import dev.soma.recipe.Fit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `soma train`: from a table to a trained, tested, saved network.
public final class TrainCommand implements Command {
  private static final String RUN = "Run";

  /// Makes the command.
  public TrainCommand() {}

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String help() {
    return "train a network on a table, test it, save it; prints the path of the model";
  }

  @Override
  public String synopsis() {
    return "DATA --target Y [FLAGS]";
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(Key.flags());
    flags.add(Flag.value("--config", "FILE", RUN, "settings from a file; flags come before it"));
    flags.add(Flag.plain("--show-config", RUN, "print every setting and stop"));
    flags.add(Flag.plain("--dry-run", RUN, "stop before training"));
    flags.add(Flag.value("--out", "DIR", RUN, "where the run is saved, runs/NAME-N"));
    flags.add(Flag.plain("--force", RUN, "replace what is in the folder"));
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma train examples/titanic.csv --target Survived",
        "soma train examples/wine_quality.csv --target quality --hidden 64,64 --epochs 50",
        "soma train examples/titanic.csv --target Survived --hidden none --optimizer lbfgs");
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    Settings asked =
        arguments
            .text("--config")
            .map(file -> ConfigFile.read(Path.of(file)))
            .orElse(Settings.PRESETS)
            .with(arguments);
    boolean show = arguments.has("--show-config");
    if (show && !asked.given(Key.DATA) && !asked.given(Key.JDBC)) {
      screen.out().print(ConfigFile.write(asked, Fit.VERSION));
      return 0;
    }
    requireParts(arguments, asked);
    if (arguments.text("--work-dir").filter(String::isBlank).isPresent()) {
      throw asked.bad(Key.WORK_DIR, "a folder", "--work-dir .");
    }
    Story story = new Story(screen);
    story.header(asked);
    try (WorkFolder work = Place.of(asked, arguments.text("--out").orElse(""))) {
      Run run = prepared(arguments, asked, work, story, screen);
      return run == null ? 0 : run.go(); // no caller holds the rows
    }
  }

  /// Refuses a share of rows beside the file that holds them: one of both would do nothing.
  private static void requireParts(Arguments arguments, Settings asked) {
    requireOne(arguments, asked, Key.VALIDATION, Key.VALIDATION_FRACTION);
    requireOne(arguments, asked, Key.TEST, Key.TEST_FRACTION);
  }

  private static void requireOne(Arguments arguments, Settings asked, Key file, Key share) {
    boolean typed = arguments.has(share.flag());
    if (typed && asked.given(file) && asked.real(share) != 0) {
      throw new SomaException.Usage(
          "E207",
          file.flag() + " and " + share.flag() + " · the rows of the file are all that there are",
          "leave " + share.flag() + " out",
          "leave " + file.flag() + " out");
    }
  }

  private static void requireSomethingToClip(Arguments arguments, Task task) {
    if (arguments.has(Key.CLIP_TARGETS.flag()) && task.isClassification()) {
      throw new SomaException.Usage(
          "E207",
          "--clip-targets · the target has classes, there are no numbers to clip",
          "leave --clip-targets out");
    }
  }

  /// Everything but the training; null if nothing more was asked for.
  private static @Nullable Run prepared(
      Arguments arguments, Settings asked, @Nullable WorkFolder work, Story story, Screen screen) {
    boolean show = arguments.has("--show-config");
    if (!asked.given(Key.JDBC) && Inputs.isImages(Path.of(asked.text(Key.DATA)))) {
      Plan.kernels(asked).prepare(); // while the images are unpacked by one thread
    }
    TrainRows rows = TrainRows.read(asked, work);
    boolean counts = rows.settings().text(Key.LOSS).strip().startsWith("poisson");
    requireSomethingToClip(arguments, rows.table().task());
    DataBlock.tell(screen, rows.table(), rows.table().task(), rows.rules(), counts);
    story.split(rows);
    Plan plan = Plan.of(rows);
    if (show) {
      screen.out().print(ConfigFile.write(plan.settings(), Fit.VERSION));
      return null;
    }
    plan.config().loss().check(plan.network());
    story.net(plan);
    if (arguments.has("--dry-run")) {
      return null;
    }
    RunFolder folder =
        RunFolder.make(
            plan.settings(), arguments.text("--out").orElse(""), arguments.has("--force"));
    return Run.of(rows, plan, folder, story, screen, arguments.has("--json"));
  }
}
