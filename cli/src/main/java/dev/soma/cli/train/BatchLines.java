package dev.soma.cli.train;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;

/// One line a batch, for `-v`.
///
/// @param screen where they go
record BatchLines(Screen screen) implements TrainingListener {
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
