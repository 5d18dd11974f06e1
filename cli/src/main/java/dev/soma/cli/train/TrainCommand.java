package dev.soma.cli.train;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Combinations;
import dev.soma.cli.config.ConfigFile;
import dev.soma.cli.config.Key;
import dev.soma.cli.config.Layers;
import dev.soma.cli.config.Settings;
import dev.soma.cli.config.Values;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.Parting;
import dev.soma.cli.input.Rejects;
import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.studio.Watching;
import dev.soma.data.store.WorkFolder;
import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import dev.soma.recipe.Fit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
    flags.add(Flag.plain("--include-rows", RUN, "report.html may show a test row, traced"));
    flags.addAll(Watching.flags(RUN));
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma train examples/titanic.csv --target Survived",
        "soma train examples/wine_quality.csv --target quality --hidden 64,64 --epochs 50",
        "soma train examples/titanic.csv --target Survived --hidden none --optimizer lbfgs");
  }

  /// What a pipe says can be read only once, by [#run].
  @Override
  public void check(Arguments arguments) {
    Path file = Path.of(arguments.text("--config").orElse("."));
    if (!Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file)) {
      require(arguments, asked(arguments));
    }
  }

  private static void require(Arguments arguments, Settings asked) {
    Combinations.require(arguments, asked);
    Values.require(asked);
    Inputs.require(asked);
    Parting.require(asked);
    if (Values.isPerceptron(asked)) {
      Plan.requireNoOther(asked);
    }
    if (arguments.has("--config")) {
      KernelChoice _ = Plan.kernels(asked); // those that an option for Java names, if it does not
    }
    Watching.require(arguments);
  }

  private static Settings asked(Arguments arguments) {
    return arguments
        .text("--config")
        .map(file -> ConfigFile.read(Path.of(file)))
        .orElse(Settings.PRESETS)
        .with(arguments);
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    return run(arguments, screen, Interruption::watch);
  }

  /// @param ctrlC begins to watch for it
  int run(Arguments arguments, Screen screen, Supplier<Interruption> ctrlC) {
    Settings asked = asked(arguments);
    try {
      return run(arguments, asked, screen, ctrlC);
    } catch (SomaException.Usage e) {
      throw Layers.refused(asked, e);
    }
  }

  private static int run(
      Arguments arguments, Settings asked, Screen screen, Supplier<Interruption> ctrlC) {
    boolean show = arguments.has("--show-config");
    if (show && !asked.given(Key.DATA) && !asked.given(Key.JDBC)) {
      screen.out().print(ConfigFile.write(asked, Fit.VERSION));
      return 0;
    }
    require(arguments, asked);
    Story story = new Story(screen);
    story.header(asked);
    String data = asked.given(Key.JDBC) ? "--jdbc" : asked.text(Key.DATA);
    try (Watching watching = Watching.of(arguments, data, screen)) {
      int exit;
      try (Interruption interruption = ctrlC.get().before(() -> story.early(Run.NOTHING));
          WorkFolder work = Place.of(asked, arguments.text("--out").orElse(""))) {
        Run run = prepared(arguments, asked, work, story, screen, watching, interruption);
        if (run == null) {
          exit = interruption.stopped() ? Interruption.EXIT : 0;
        } else {
          exit = run.go(); // no caller holds the rows
        }
      }
      return watching == null || exit != 0 ? exit : watching.stay(exit);
    }
  }

  /// Whether somebody typed that numbers which repeat shall be categories as well.
  public static boolean levelsTyped(Arguments arguments) {
    return arguments.has(Key.REPEATED_VALUES.flag())
        && Values.repeatedValues(Settings.PRESETS.with(arguments));
  }

  /// Everything but the training; null if nothing more was asked for, or somebody asked to stop.
  private static @Nullable Run prepared(
      Arguments arguments,
      Settings asked,
      @Nullable WorkFolder work,
      Story story,
      Screen screen,
      @Nullable Watching watching,
      Interruption interruption) {
    boolean show = arguments.has("--show-config");
    if (!asked.given(Key.JDBC) && Inputs.isImages(Path.of(asked.text(Key.DATA)))) {
      Plan.kernels(asked).prepare(); // while the images are unpacked by one thread
    }
    TrainRows rows = TrainRows.read(asked, work);
    Combinations.require(arguments, rows.table().task());
    story.rows(rows);
    Plan plan = Plan.of(rows);
    if (show) {
      screen.out().print(ConfigFile.write(plan.settings(), Fit.VERSION));
      return null;
    }
    plan.config().loss().check(plan.network());
    story.net(plan, levelsTyped(arguments));
    if (arguments.has("--dry-run") || !interruption.begins()) {
      return null;
    }
    RunFolder folder =
        RunFolder.make(
            plan.settings(), arguments.text("--out").orElse(""), arguments.has("--force"));
    Rejects.keep();
    Run.Asked output = Run.Asked.of(arguments, watching == null ? null : watching.watch());
    return Run.of(rows, plan, folder, story, screen, output, interruption);
  }
}
