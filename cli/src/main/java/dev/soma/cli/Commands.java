package dev.soma.cli;

import dev.soma.cli.apply.EvaluateCommand;
import dev.soma.cli.apply.InspectCommand;
import dev.soma.cli.apply.PredictCommand;
import dev.soma.cli.args.Command;
import dev.soma.cli.diagnose.WhyCommand;
import dev.soma.cli.export.ExportCommand;
import dev.soma.cli.lecture.ExplainCommand;
import dev.soma.cli.lecture.GradcheckCommand;
import dev.soma.cli.lesson.LessonCommand;
import dev.soma.cli.studio.StudioCommand;
import dev.soma.cli.train.TrainCommand;
import dev.soma.cli.tune.TuneCommand;
import java.util.List;

/// All commands, in the order of the help.
final class Commands {
  private Commands() {}

  static List<Command> all() {
    return List.of(
        new TrainCommand(),
        new TuneCommand(),
        new PredictCommand(),
        new EvaluateCommand(),
        new InspectCommand(),
        new GradcheckCommand(),
        new ExplainCommand(),
        new WhyCommand(),
        new ExportCommand(),
        new LessonCommand(),
        new StudioCommand());
  }
}
