package dev.soma.peers;

/// Measures the training of one library and says when it may stop. Making the network ready counts
/// as training, and so does warming up; looking at the test rows does not.
public final class Watch {
  private final Job job;
  private long since;
  private double trained;
  private double ready = Double.NaN;
  private double reached = Double.NaN;
  private double accuracy = Double.NaN;
  private int epochs;
  private boolean running;

  Watch(Job job) {
    this.job = job;
  }

  /// The predicted classes of the test rows.
  @FunctionalInterface
  public interface Predictions {
    /// One class a row, from 0.
    ///
    /// @throws Exception whatever the library throws
    int[] get() throws Exception;
  }

  synchronized void start() {
    since = System.nanoTime();
    running = true;
  }

  private synchronized void stop() {
    trained += (System.nanoTime() - since) / 1e9;
    running = false;
  }

  /// The network is built and the first step can be made.
  public synchronized void ready() {
    ready = seconds();
  }

  /// An epoch has ended.
  ///
  /// @return whether there should be another one
  /// @throws Exception what the predictions throw
  public boolean epoch(Predictions predictions) throws Exception {
    stop();
    boolean more = record(job.test().accuracy(predictions.get()));
    start();
    return more;
  }

  /// An epoch has ended in a library that measures and scores by itself.
  ///
  /// @param seconds that its training took, scoring not counted
  /// @param score accuracy of the test rows
  /// @return whether there should be another one
  public synchronized boolean epoch(double seconds, double score) {
    if (running) { // the first epoch: up to here, all was making ready
      trained = ready;
      running = false;
    }
    trained += seconds;
    return record(score);
  }

  private synchronized boolean record(double score) {
    epochs++;
    accuracy = score;
    if (Double.isNaN(reached) && score >= job.target()) {
      reached = trained;
    }
    return Double.isNaN(reached) && epochs < job.epochs() && trained < job.limit();
  }

  /// Seconds of training so far.
  synchronized double seconds() {
    return running ? trained + (System.nanoTime() - since) / 1e9 : trained;
  }

  synchronized double readySeconds() {
    return ready;
  }

  synchronized double secondsToTarget() {
    return reached;
  }

  synchronized double accuracy() {
    return accuracy;
  }

  synchronized int epochs() {
    return epochs;
  }
}
