package dev.soma.studio.run;

import dev.soma.train.TrainingEvent;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/// What is known of the epochs of a run, thinned out evenly where there are many; safe for several
/// threads.
public final class History {
  private static final int MOST = 1200;

  private final List<Point> points = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private int stride = 1;
  private int version;

  /// One epoch.
  ///
  /// @param epoch what the training says of it
  /// @param penalty the L2 term, the mean over the steps that were looked at; NaN for epoch 0
  /// @param ratios log10 of the length of an update over that of W, by layer with W; NaN if unknown
  /// @param health shares of dead and of saturated units, by layer with W
  /// @param scores of some rows, at the end of the epoch
  public record Point(
      TrainingEvent.Epoch epoch,
      double penalty,
      double[] ratios,
      List<Health> health,
      Scores scores) {}

  /// Metrics of rows that are looked at now and then; NaN where they were not.
  ///
  /// @param chosen of training rows, the metric that chooses the best epoch
  /// @param training of training rows, a metric that a person reads: accuracy, or R2 of numbers
  /// @param validation likewise of validation rows
  public record Scores(double chosen, double training, double validation) {
    /// Of rows that were not looked at.
    static final Scores NONE = new Scores(Double.NaN, Double.NaN, Double.NaN);
  }

  /// Units of one layer that hardly learn, over the training rows that are probed.
  ///
  /// @param l index of its W(l)
  /// @param dead share of units whose z <= 0 on every row; NaN unless they are ReLU
  /// @param saturated share of units with f'(z) < 0.02 on more than 90 % of the rows; NaN unless
  ///   they are logistic or tanh
  public record Health(int l, double dead, double saturated) {}

  /// Whether a point of this epoch is kept whatever it tells.
  synchronized boolean isKept(int epoch) {
    return epoch % stride == 0;
  }

  synchronized void add(Point point) {
    if (isKept(point.epoch().epoch()) || point.epoch().best()) {
      points.add(point);
    }
    if (points.size() > MOST) {
      stride *= 2;
      points.removeIf(p -> p.epoch().epoch() % stride != 0 && !isBest(p));
      version++;
    }
    if (points.size() > MOST) { // every epoch is a best one
      points.removeIf(p -> p.epoch().epoch() % stride != 0);
    }
  }

  /// What is found out later of an epoch, if its point is kept.
  synchronized void score(int epoch, Scores scores) {
    points.replaceAll(
        p ->
            p.epoch().epoch() == epoch
                ? new Point(p.epoch(), p.penalty(), p.ratios(), p.health(), scores)
                : p);
  }

  /// Each condition and layer is kept once, as it was first met.
  synchronized void add(Diagnostic diagnostic) {
    if (diagnostics.stream()
        .noneMatch(
            d -> d.condition() == diagnostic.condition() && d.layer() == diagnostic.layer())) {
      diagnostics.add(diagnostic);
    }
  }

  /// What was found to be wrong, in the order in which it was.
  public synchronized List<Diagnostic> diagnostics() {
    return List.copyOf(diagnostics);
  }

  private boolean isBest(Point p) {
    return p.epoch().epoch() == points.getLast().epoch().bestEpoch();
  }

  /// The points, ascending.
  public synchronized List<Point> points() {
    return List.copyOf(points);
  }

  /// How often points were thinned out: those that were seen before may be gone.
  public synchronized int version() {
    return version;
  }

  /// Every how many epochs there is a point.
  public synchronized int stride() {
    return stride;
  }
}
