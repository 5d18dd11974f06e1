package dev.soma.studio.http;

import com.sun.net.httpserver.HttpExchange;
import dev.soma.studio.run.Session;
import dev.soma.studio.share.Turns;
import dev.soma.studio.share.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events: the newest state, at most five times a second for each browser. Nothing is
/// queued: a browser that reads slowly misses states, and holds up nobody else.
final class Events {
  private static final long EVERY = 200; // milliseconds between two states
  private static final long OWING = 1000; // the same, while pictures have cost much
  private static final long LOOK = 20; // milliseconds between two looks for a change
  private static final long BEAT = 1000; // milliseconds until a silent stream says that it lives

  private final Session session;
  private volatile boolean closed;

  private final Windows windows;
  private final Consumer<String> left;

  /// @param windows told of every window that comes and leaves
  /// @param left likewise, of those that leave
  Events(Session session, Windows windows, Consumer<String> left) {
    this.session = session;
    this.windows = windows;
    this.left = left;
  }

  /// Sends states until the browser leaves; when it has is found out by writing.
  ///
  /// @param window which; empty if it has no name
  void stream(HttpExchange exchange, String window, Work work) throws InterruptedException {
    windows.came(window);
    try {
      Reply.headers(exchange, "text/event-stream; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      long seen = -1;
      long silent = 0;
      while (!closed) {
        long version = session.version();
        if (version != seen) {
          seen = version;
          silent = 0;
          String json = JsonMapper.shared().writeValueAsString(windows.state());
          write(out, "event: state\ndata: " + json + "\n\n");
          work.count();
          boolean owing = session.run().running() && session.account().left(Turns.PICTURES) > 0;
          TimeUnit.MILLISECONDS.sleep(owing ? OWING : EVERY);
        } else if (silent >= BEAT) {
          silent = 0;
          write(out, ": here\n\n");
        } else {
          silent += LOOK;
          TimeUnit.MILLISECONDS.sleep(LOOK);
        }
      }
    } catch (IOException _) {
      // the browser has left
    } finally {
      windows.left(window);
      left.accept(window);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  void close() {
    closed = true;
  }
}
