package dev.soma.cli.diagnose;

import dev.soma.nn.Parameters;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import dev.soma.train.diagnose.Diagnostic;
import java.util.function.UnaryOperator;

/// A listener that hears of diagnostics in other words.
///
/// @param listener that hears them, and everything else as it is
/// @param words what becomes of a diagnostic
record Retold(TrainingListener listener, UnaryOperator<Diagnostic> words)
    implements TrainingListener {
  @Override
  public void on(TrainingEvent event) {
    listener.on(
        event instanceof TrainingEvent.Diagnosed d
            ? new TrainingEvent.Diagnosed(words.apply(d.diagnostic()), d.times())
            : event);
  }

  @Override
  public void begins(Parameters live) {
    listener.begins(live);
  }

  @Override
  public boolean wantsBatches() {
    return listener.wantsBatches();
  }
}
