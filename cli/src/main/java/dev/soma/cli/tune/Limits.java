package dev.soma.cli.tune;

import dev.soma.cli.config.Settings;
import dev.soma.cli.screen.Text;
import dev.soma.recipe.tune.Result;
import dev.soma.train.Execution;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a search may go on.
///
/// @param execution of every training
/// @param seconds that were left at the beginning
/// @param begun when that was
record Limits(Execution execution, double seconds, long begun) {
  private static final int TIMES = 4;

  /// The budget, less what finished runs have taken.
  static Limits of(Asked asked, Execution execution, List<Result> done) {
    double spent = done.stream().mapToDouble(Result::seconds).sum();
    return new Limits(execution, Settings.seconds(asked.budget()) - spent, System.nanoTime());
  }

  /// How the next trial is carried out; null if the time is up, or somebody asked to stop.
  @Nullable Execution left() {
    double left = seconds - (System.nanoTime() - begun) / 1e9;
    return left <= 0 || execution.stop().getAsBoolean()
        ? null
        : new Execution(execution.kernels(), execution.threads(), left, execution.stop());
  }

  /// The command that goes on for longer.
  static String more(Path folder, String budget) {
    long seconds = (long) Math.ceil(Settings.seconds(budget)) * TIMES;
    return "soma tune --resume "
        + Text.quoted(folder.toString())
        + " --budget "
        + Math.max(60, seconds)
        + "s";
  }
}
