package dev.soma.train;

import dev.soma.nn.Parameters;
import java.io.PrintStream;
import java.io.Writer;
import java.util.List;

/// Is told what happens while a network is trained; it cannot change it.
///
/// Called in order, by the thread that trains or by the one that asked for several networks, which
/// may be trained side by side; a slow listener slows the training.
@FunctionalInterface
public interface TrainingListener {
  /// Something happened.
  void on(TrainingEvent event);

  /// The parameters that the run is going to change, before its first event, for listeners that
  /// want batches: nothing is done with them unless overridden. They may be read from within [#on]
  /// only, and are never to be written.
  default void begins(Parameters live) {}

  /// Whether [TrainingEvent.BatchDone] is wanted; false unless overridden. If it is, several
  /// networks are trained one after the other.
  default boolean wantsBatches() {
    return false;
  }

  /// Hears nothing.
  static TrainingListener silent() {
    return _ -> {};
  }

  /// Tells all of these, in order.
  static TrainingListener all(List<TrainingListener> listeners) {
    List<TrainingListener> copy = List.copyOf(listeners);
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        copy.forEach(l -> l.on(event));
      }

      @Override
      public void begins(Parameters live) {
        copy.forEach(l -> l.begins(live));
      }

      @Override
      public boolean wantsBatches() {
        for (int i = 0; i < copy.size(); i++) { // asked at each step: nothing is allocated
          if (copy.get(i).wantsBatches()) {
            return true;
          }
        }
        return false;
      }
    };
  }

  /// One plain line an epoch on the standard error stream, at least five seconds apart and at most
  /// 50 a run, with the time that is left of a run that is long.
  static TrainingListener console() {
    return ConsoleListener.plain(ConsoleListener.standardError(), Double.POSITIVE_INFINITY);
  }

  /// The same on another stream.
  static TrainingListener lines(PrintStream out) {
    return lines(out, Double.POSITIVE_INFINITY);
  }

  /// The same of a run that has a limit.
  ///
  /// @param mostSeconds that it may take, > 0; infinity = no limit
  static TrainingListener lines(PrintStream out, double mostSeconds) {
    return ConsoleListener.plain(out, mostSeconds);
  }

  /// One line that is drawn anew, at most ten times a second, for a terminal of this width.
  ///
  /// @param width columns; longer lines are cut
  /// @param ascii whether only ASCII may be used
  /// @param mostSeconds that the run may take, > 0; infinity = no limit
  static TrainingListener live(PrintStream out, int width, boolean ascii, double mostSeconds) {
    return ConsoleListener.live(out, width, ascii, mostSeconds);
  }

  /// Every event but batches as one JSON object a line, `{"event":"epoch", ...}`; numbers that are
  /// not finite are null. The caller closes the writer.
  static TrainingListener json(Writer out) {
    return new JsonListener(out);
  }
}
