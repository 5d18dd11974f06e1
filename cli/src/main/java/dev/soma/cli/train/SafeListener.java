package dev.soma.cli.train;

import dev.soma.error.SomaException;
import dev.soma.nn.Parameters;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/// Keeps a failure of a listener, such as a log on a full disk, from ending the training before the
/// best weights are saved: it is remembered, and the training asked to stop.
final class SafeListener implements TrainingListener {
  private final TrainingListener listener;
  private volatile SomaException.@Nullable Resource failure; // networks beside each other ask

  SafeListener(TrainingListener listener) {
    this.listener = listener;
  }

  /// What went wrong; null if nothing did.
  SomaException.@Nullable Resource failure() {
    return failure;
  }

  @Override
  public void on(TrainingEvent event) {
    if (failure != null) {
      return;
    }
    try {
      listener.on(event);
    } catch (SomaException.Resource e) {
      failure = e;
    }
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
