package dev.soma.studio;

import com.sun.net.httpserver.HttpServer;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.recipe.Preparation;
import dev.soma.studio.data.Problem;
import dev.soma.studio.http.Server;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Run.About;
import dev.soma.studio.run.Run.Origin;
import dev.soma.studio.run.Session;
import dev.soma.studio.share.Allowance;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The page of a training that goes on elsewhere in this process: it only looks, and takes a tenth
/// of the time at most. A browser is answered from the first network on.
///
/// ```java
/// try (Watch watch = Watch.open("my run", 0)) {
///   watch.next(preparation, network, config, metric);
///   Fit.train(preparation, network, config, metric, Map.of(), execution, watch);
/// }
/// ```
public final class Watch implements TrainingListener, AutoCloseable {
  private final String what;
  private final HttpServer bound;
  private final Allowance account = Allowance.page();
  private @Nullable Session session;
  private @Nullable Server server;
  private @Nullable Next next;
  private @Nullable Run run;
  private @Nullable Parameters live;
  private String which = "";

  private record Next(Problem problem, NetworkSpec network, TrainingConfig config, Metric metric) {}

  private Watch(String what, HttpServer bound) {
    this.what = what;
    this.bound = bound;
  }

  /// Takes the port.
  ///
  /// @param what is trained, in words, for the page
  /// @param port on 127.0.0.1; 0 for a free one
  /// @throws SomaException.Resource E802 if the port is taken
  public static Watch open(String what, int port) throws IOException {
    return new Watch(what, Server.bind(port));
  }

  /// The address to open in a browser.
  public String url() {
    return Server.url(bound);
  }

  /// What the networks learn that begin from now on; some of the rows are kept.
  ///
  /// @param rows with their tables
  public void next(Preparation rows, NetworkSpec network, TrainingConfig config, Metric metric) {
    next = new Next(Problem.seen(what, rows, config.loss()), network, config, metric);
  }

  @Override
  public void begins(Parameters parameters) {
    Next now = next;
    if (now == null) {
      throw new IllegalStateException("nothing is known of what begins");
    }
    boolean mean = now.config.keep().averaged() || now.config.keep().ema() > 0;
    String line = what + which + (mean ? " · the weights of the steps, not their mean" : "");
    Run begun =
        new Run(
            new About(Origin.ELSEWHERE, line),
            now.problem,
            now.network,
            now.config,
            now.metric,
            account);
    begun.recorder().begins(parameters);
    live = mean ? null : parameters;
    run = begun;
  }

  @Override
  public boolean wantsBatches() {
    return true;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.MemberStarted m) {
      which =
          " · network "
              + m.member()
              + " of "
              + m.members()
              + (m.folds() > 1 ? " · fold " + m.fold() + " of " + m.folds() : "");
    }
    Run seen = run;
    if (seen == null || seen.ended()) { // between two networks
      return;
    }
    seen.recorder().on(event);
    if (event instanceof TrainingEvent.Epoch e && e.epoch() == 0) {
      show(seen);
    }
    Parameters back = live;
    if (event instanceof TrainingEvent.Stopped s && back != null) {
      seen.recorder().restored(s.bestEpoch(), back.values());
    }
    Session told = session;
    if (told != null) {
      told.changed();
    }
  }

  /// The first weights of a network are there to be looked at.
  private void show(Run seen) {
    Session there = session;
    if (there == null) {
      session = new Session(seen);
      server = new Server(session, bound);
    } else {
      there.show(seen);
    }
  }

  @Override
  public void close() {
    if (server == null) {
      bound.stop(0);
    } else {
      server.close();
    }
    if (session != null) {
      session.close();
    }
  }
}
