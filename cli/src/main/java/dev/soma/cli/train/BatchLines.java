package dev.soma.cli.train;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.util.List;

/// One line a batch, for `-v`.
///
/// @param screen where they go
record BatchLines(Screen screen) implements TrainingListener {
  /// What tells of a training on a screen: nothing, the epochs, or every batch too.
  ///
  /// @param mostSeconds that it may take
  static TrainingListener telling(Screen screen, double mostSeconds) {
    if (screen.quiet()) {
      return TrainingListener.silent();
    }
    boolean verbose = screen.loudness() == Screen.Loudness.VERBOSE;
    boolean live = screen.look().terminal() && !verbose;
    TrainingListener progress =
        live
            ? TrainingListener.live(
                screen.err(), screen.look().width(), screen.look().ascii(), mostSeconds)
            : TrainingListener.lines(screen.err(), mostSeconds);
    return verbose ? TrainingListener.all(List.of(progress, new BatchLines(screen))) : progress;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.BatchDone b) {
      screen.say(
          "  epoch "
              + b.epoch()
              + " batch "
              + b.batch()
              + "/"
              + b.batches()
              + "  J "
              + Text.figure(b.j())
              + "  rate "
              + Text.figure(b.rate()));
    }
  }

  @Override
  public boolean wantsBatches() {
    return true;
  }
}
