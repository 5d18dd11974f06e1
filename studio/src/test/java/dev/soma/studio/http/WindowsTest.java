package dev.soma.studio.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.studio.run.Session;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several windows at one server.
@Timeout(60)
class WindowsTest {
  private final Session session = new Session(null, "");
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void open() throws Exception {
    server = new Server(session, 0);
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    server.close();
    session.close();
  }

  private HttpRequest.Builder request(String path, String window) {
    URI uri = URI.create(server.url().replaceFirst("/$", "") + path);
    return HttpRequest.newBuilder(uri).header("Soma-Window", window);
  }

  private CompletableFuture<HttpResponse<String>> frame(String view, String window) {
    HttpRequest request =
        request("/api/view/" + view, window).header("Soma-Frame", "1").GET().build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  private static int status(CompletableFuture<HttpResponse<String>> answer) throws Exception {
    return answer.get(20, TimeUnit.SECONDS).statusCode();
  }

  @Test
  void a_window_is_sent_its_newest_picture_only_and_one_that_has_left_none() throws Exception {
    InputStream stream =
        client
            .send(request("/api/events?window=b", "b").build(), BodyHandlers.ofInputStream())
            .body();
    assertThat(stream.read()).isPositive();
    session.speed(1);
    session.run().control("start");
    session.account().spent(20_000_000_000L); // frames wait for minutes
    CompletableFuture<HttpResponse<String>> other = frame("curves", "b");
    CompletableFuture<HttpResponse<String>> old = frame("curves", "a");
    CompletableFuture<HttpResponse<String>> newer = frame("health", "a");
    while (!old.isDone() && !newer.isDone()) { // they may come in any order
      Thread.sleep(10);
    }
    stream.close();
    assertThat(status(old.isDone() ? old : newer)).isEqualTo(204);
    assertThat(status(other)).isEqualTo(204);
    session.run().control("pause"); // nothing is limited any more
    assertThat(status(old)).isIn(200, 204);
    assertThat(status(newer) + status(old)).isEqualTo(404);
    assertThat(status(frame("curves", "a"))).isEqualTo(200);
  }
}
