package dev.soma.cli.report;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Metric;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Schedule;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import dev.soma.train.clock.TimeLeft;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How networks learn, and about how long.
///
/// @param network that is trained
/// @param config how it is trained
/// @param metric chooses the best epoch
/// @param rows that are learned from
/// @param validation rows that choose the best epoch
/// @param clipped whether predicted numbers stay within the training targets
/// @param networks that are trained
/// @param beside how many of them at once
public record FitBlock(
    NetworkSpec network,
    TrainingConfig config,
    Metric metric,
    int rows,
    int validation,
    boolean clipped,
    int networks,
    int beside) {
  private static final double LONG = 10;

  /// Tells.
  ///
  /// @param fast whether there is no effort that takes less
  public void tell(Screen screen, Execution execution, boolean fast) {
    screen.block(
        "FIT",
        config.optimizer().toString().replaceFirst("\\(.*", "")
            + " η "
            + Text.shortest(config.optimizer().rate())
            + " · "
            + config.schedule()
            + " · "
            + batch()
            + " · ≤ "
            + Text.count(config.epochs(), "epoch")
            + (config.patience() == 0 ? "" : " · patience " + config.patience() + " on " + metric)
            + " · "
            + execution.kernels().describe()
            + " · "
            + Text.count(execution.threads(), "thread"),
        Stream.concat(also(screen.look().width() - 2).stream(), notes(execution, fast).stream())
            .toList());
  }

  /// What else is on, in the words of its flags, in lines of such a width.
  private List<String> also(int width) {
    List<String> lines = new ArrayList<>();
    for (String part : on()) {
      String longer = lines.isEmpty() ? "with " + part : lines.getLast() + " · " + part;
      if (lines.isEmpty()) {
        lines.add(longer);
      } else if (longer.length() <= width) {
        lines.set(lines.size() - 1, longer);
      } else {
        lines.add("     " + part);
      }
    }
    return lines;
  }

  private List<String> on() {
    List<String> on = new ArrayList<>();
    Keep keep = config.keep();
    Pace pace = config.pace();
    boolean drops = network.layers().stream().anyMatch(l -> l instanceof Layer.Dropout);
    boolean decays = config.optimizer() instanceof Optimizer.AdamW a && a.decay() > 0;
    addIf(on, keep.ema() > 0, "ema " + Text.shortest(keep.ema()));
    addIf(on, keep.averaged(), "averaged");
    addIf(on, keep.lastBest(), "last-best");
    addIf(on, clipped, "clip-targets");
    double norm = config.regularization().maxNorm();
    addIf(on, !config.clipping().equals(Clipping.NONE), "clip " + config.clipping());
    addIf(on, norm < Double.POSITIVE_INFINITY, "max-norm " + Text.shortest(norm));
    String steady = Schedule.CONSTANT.toString();
    String decay = pace.decay().toString();
    String dropout = pace.dropout().toString();
    addIf(on, decays && !decay.equals(steady), "decay-schedule " + decay);
    addIf(on, drops && !dropout.equals(steady), "dropout-schedule " + dropout);
    addIf(on, !pace.factors().equals(RateFactors.NONE), "rate-factor " + pace.factors());
    return on;
  }

  private static void addIf(List<String> on, boolean is, String part) {
    if (is) {
      on.add(part);
    }
  }

  private String batch() {
    if (config.optimizer() instanceof Optimizer.Lbfgs) {
      return "all rows a step";
    }
    int batches = (rows + config.batch() - 1) / config.batch();
    int last = rows - (batches - 1) * config.batch();
    return "batch "
        + config.batch()
        + " ("
        + Text.count(batches)
        + " per epoch"
        + (last == config.batch() ? "" : ", last one " + last)
        + ")";
  }

  /// How many networks and how long, where it is long enough to ask; and too many threads.
  private List<String> notes(Execution execution, boolean fast) {
    int processors = Runtime.getRuntime().availableProcessors();
    List<String> notes = new ArrayList<>(crowded(execution.threads(), processors));
    int used = Math.min(execution.threads(), processors);
    double all =
        Estimate.seconds(network, config, rows, validation, networks, Math.min(beside, used), used);
    double seconds = Math.min(all, execution.maxSeconds());
    if (networks > 1 || seconds > LONG) {
      notes.add(
          (networks > 1 ? Text.count(networks, "network") + together() + ", averaged; " : "")
              + TimeLeft.about(seconds)
              + (seconds >= LONG && (Estimate.mayEndSooner(config) || seconds < all)
                  ? " at most"
                  : "")
              + (fast ? "" : " (--effort fast: less)"));
    }
    return notes;
  }

  private String together() {
    return beside > 1 ? ", " + beside + " at a time" : "";
  }

  private static List<String> crowded(int threads, int processors) {
    return threads <= processors
        ? List.of()
        : List.of(
            Text.count(threads, "thread")
                + " asked for, "
                + Text.count(processors, "processor")
                + " here; more than that does not help");
  }
}
