package dev.soma.peers;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Lets one library do one job and prints one JSON object. What the library itself prints goes to
/// stderr.
public final class Race {
  private static final PrintStream OUT = System.out;

  private final Peer peer;
  private final Job job;
  private final Watch watch;
  private boolean said;

  private Race(Peer peer, Job job) {
    this.peer = peer;
    this.job = job;
    this.watch = new Watch(job);
  }

  /// Runs the job of the command line and ends the process.
  ///
  /// @throws Exception whatever the library throws
  public static void run(Peer peer, String[] args) throws Exception {
    System.setOut(System.err);
    Race race = new Race(peer, Job.of(args));
    Thread guard = new Thread(race::guard, "guard");
    guard.setDaemon(true);
    race.watch.start();
    guard.start();
    peer.train(race.job, race.watch);
    race.end();
  }

  /// Ends a race whose epoch takes longer than the limit.
  private void guard() {
    try {
      while (watch.seconds() < job.limit() + 1) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      return;
    }
    end();
  }

  private synchronized void end() {
    if (!said) {
      said = true;
      OUT.println(json());
      OUT.flush();
    }
    Runtime.getRuntime().halt(0); // libraries leave threads behind
  }

  private String json() {
    Instant began = ProcessHandle.current().info().startInstant().orElseThrow();
    return String.format(
        Locale.ROOT,
        "{\"peer\":\"%s\",\"version\":\"%s\",\"data\":\"%s\",\"seconds_to_target\":%s,\"target\":%s,"
            + "\"epochs\":%d,\"accuracy\":%s,\"ready_seconds\":%s,\"training_seconds\":%s,"
            + "\"process_seconds\":%s,\"note\":\"%s\"}",
        peer.name(),
        peer.version(),
        job.data(),
        number(watch.secondsToTarget()),
        job.target(),
        watch.epochs(),
        number(watch.accuracy()),
        number(watch.readySeconds()),
        number(watch.seconds()),
        number(Duration.between(began, Instant.now()).toMillis() / 1e3),
        peer.note());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.4f", value);
  }
}
