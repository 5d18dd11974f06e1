package dev.soma.studio.http;

import com.sun.net.httpserver.HttpExchange;
import dev.soma.error.SomaException;
import dev.soma.studio.data.Heap;
import java.io.IOException;
import tools.jackson.core.JacksonException;

/// The answer to one request, whatever goes wrong while it is found.
final class Answer {
  private Answer() {}

  /// What finds an answer and sends it.
  interface Route {
    /// Answers.
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /// Lets a request be answered; or says why it is not, if nothing was sent.
  static void give(HttpExchange exchange, Route route) throws IOException, InterruptedException {
    try {
      route.answer(exchange);
    } catch (SomaException e) {
      Reply.error(exchange, e instanceof SomaException.Resource ? 500 : 400, e);
    } catch (Refused e) {
      Reply.refuse(exchange, e.status, String.valueOf(e.getMessage()));
    } catch (JacksonException | NumberFormatException e) {
      Reply.refuse(exchange, 400, "this request cannot be read");
    } catch (OutOfMemoryError e) { // what took the memory is given up
      Reply.error(exchange, 500, Heap.of(e));
    } catch (RuntimeException | Error e) {
      Reply.refuse(exchange, 500, "a bug in Soma: " + e);
    }
  }

  /// A request that is no request of the page.
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String why) {
      super(why);
      this.status = status;
    }
  }
}
