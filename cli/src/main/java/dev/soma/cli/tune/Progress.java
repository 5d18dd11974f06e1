package dev.soma.cli.tune;

import dev.soma.cli.config.Settings;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Metric;
import dev.soma.recipe.tune.Result;
import dev.soma.recipe.tune.Search;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import dev.soma.train.clock.FewLines;
import dev.soma.train.clock.TimeLeft;
import java.util.ArrayList;
import java.util.List;

/// What is seen of a search while it goes on: on a terminal a table that is drawn anew, elsewhere
/// few plain lines.
final class Progress implements TrainingListener {
  private static final int SHOWN = 8;
  private static final double LIVE_SECONDS = 0.1;

  private final Screen screen;
  private final Search search;
  private final Metric metric;
  private final String budget;
  private final TrialTable table;
  private final boolean live;
  private final List<Result> results;
  private double spent;
  private Search.Job job;
  private int fold = 1;
  private int folds = 1;
  private int drawn;
  private double next; // of the table drawn anew
  private final FewLines few = new FewLines();

  /// @param done results of the log
  /// @param budget time for all trials, as it was typed
  Progress(Screen screen, Search search, Metric metric, List<Result> done, String budget) {
    this.screen = screen;
    this.search = search;
    this.metric = metric;
    this.budget = budget;
    table = new TrialTable(search, metric);
    live = screen.look().terminal() && screen.loudness() == Screen.Loudness.NORMAL;
    results = new ArrayList<>(done);
    spent = done.stream().mapToDouble(Result::seconds).sum();
    job = new Search.Job(search.space().draw(search.seeds(), 0), search.halving().all());
  }

  /// A trial begins.
  void begins(Search.Job next) {
    job = next;
    fold = 1;
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.MemberStarted m -> {
        fold = m.fold();
        folds = m.folds();
      }
      case TrainingEvent.Epoch e when live && spent + e.seconds() >= next -> {
        next = spent + e.seconds() + LIVE_SECONDS;
        draw(e.epoch());
      }
      case TrainingEvent.Epoch _,
          TrainingEvent.Diagnosed _,
          TrainingEvent.Started _,
          TrainingEvent.BatchDone _,
          TrainingEvent.Stopped _ -> {}
    }
  }

  /// A trial is done.
  void finished(Result result) {
    boolean best = isBest(result);
    results.add(result);
    spent += result.seconds();
    if (live) {
      next = spent;
      draw(result.epochs());
    } else if (!screen.quiet() && (few.isDue(spent) || (best && few.count() < FewLines.MOST))) {
      few.told(spent);
      screen.say("  " + line(result, best));
    }
  }

  private boolean isBest(Result result) {
    List<Result> ranked = search.ranked(results);
    return result.epochs() == search.halving().all()
        && (ranked.isEmpty() || search.gain(result, ranked.getFirst()) > 0);
  }

  private String line(Result result, boolean best) {
    return "trial "
        + result.trial().index()
        + "/"
        + (search.trials() - 1)
        + "  epochs "
        + result.epochs()
        + "  "
        + metric
        + " "
        + (Double.isNaN(result.score()) ? "diverged" : TestBlock.value(metric, result.score()))
        + (best ? "  best" : "")
        + "  elapsed "
        + Text.seconds(spent)
        + left();
  }

  /// How long all trials will still take, by what an epoch took on average in those that are done;
  /// the budget ends them.
  private String left() {
    long done = results.stream().mapToLong(Result::epochs).sum();
    double budgeted = Settings.seconds(budget) - spent;
    double planned = spent / done * (search.epochs() - done);
    String words = TimeLeft.words(spent, Math.min(planned, budgeted), budgeted < planned);
    return words.isEmpty() ? "" : "  " + words;
  }

  /// The trial that runs, in one line.
  private String status(int epoch) {
    return "trial "
        + job.trial().index()
        + "/"
        + (search.trials() - 1)
        + "  epoch "
        + epoch
        + "/"
        + job.epochs()
        + (folds > 1 ? "  fold " + fold + "/" + folds : "")
        + "  "
        + Text.count(results.size(), "run")
        + " done  "
        + Text.seconds(spent)
        + " of "
        + budget
        + left();
  }

  private void draw(int epoch) {
    List<String> now = new ArrayList<>(table.lines(results, SHOWN));
    now.add(status(epoch));
    StringBuilder text = new StringBuilder(up());
    for (String line : now) {
      text.append(Text.cut("  " + screen.signs(line), screen.look().width() - 1))
          .append("\u001b[K\n");
    }
    drawn = now.size();
    screen.err().print(text);
    screen.err().flush();
  }

  private String up() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r";
  }

  /// Takes the live table away.
  void close() {
    if (drawn > 0) {
      screen.err().print(up() + "\u001b[J");
      screen.err().flush();
      drawn = 0;
    }
  }
}
