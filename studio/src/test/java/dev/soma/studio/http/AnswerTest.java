package dev.soma.studio.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.soma.studio.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever goes wrong while a request is answered, the browser hears of it.
@Timeout(60)
class AnswerTest {
  private static HttpResponse<String> answer(Error thrown) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Answer.give(
                exchange,
                _ -> {
                  throw thrown;
                });
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } finally {
      server.stop(0);
    }
  }

  private static JsonNode error(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(500);
    return JsonMapper.shared().readTree(answer.body()).path("error");
  }

  @Test
  void a_full_heap_is_an_error_of_soma_with_a_fix() throws Exception {
    JsonNode error = error(answer(new OutOfMemoryError("Java heap space")));
    assertThat(error.path("id").asString()).isEqualTo("E808");
    assertThat(error.path("message").asString()).contains("heap").contains(" MB");
    assertThat(error.path("fixes").path(0).asString()).contains("SOMA_JAVA_OPTS=-Xmx");
  }

  @Test
  void a_system_without_threads_is_not_called_a_full_heap() throws Exception {
    String why = "unable to create native thread: possibly out of memory or process limits";
    assertThat(error(answer(new OutOfMemoryError(why))).path("id").asString()).isEqualTo("E810");
  }

  @Test
  void memory_outside_of_the_heap_is_not_called_a_full_heap() throws Exception {
    String why =
        "Cannot reserve 1048640 bytes of direct buffer memory"
            + " (allocated: 900000000, limit: 901000000)";
    JsonNode error = error(answer(new OutOfMemoryError(why)));
    assertThat(error.path("id").asString()).isEqualTo("E808");
    assertThat(error.path("message").asString())
        .contains("901.0 MB outside of the Java heap")
        .doesNotContain("too small");
    assertThat(error.path("fixes").path(0).asString())
        .isEqualTo("SOMA_JAVA_OPTS=-XX:MaxDirectMemorySize=4g soma studio");
    JsonNode system = error(answer(new OutOfMemoryError("Map failed")));
    assertThat(system.path("message").asString())
        .contains("gives no more memory outside of the Java heap");
    assertThat(system.path("fixes").path(0).asString()).contains("SOMA_JAVA_OPTS=-Xmx");
  }

  @Test
  void another_error_is_called_a_bug() throws Exception {
    JsonNode error = error(answer(new StackOverflowError()));
    assertThat(error.path("message").asString())
        .isEqualTo("a bug in Soma: " + "java.lang.StackOverflowError");
  }

  @Test
  void a_network_that_fills_the_heap_leaves_the_run_as_it_is_and_the_page_at_work()
      throws Exception {
    assumeThat(Runtime.getRuntime().maxMemory()).isLessThan(8L << 30); // it would take 8.5 GB
    try (Page page = new Page(null)) {
      JsonNode before = page.json("/api/state");
      byte[] large = "{\"v\": 1, \"network\": \"46000, 46000\"}".getBytes(UTF_8);
      JsonNode error = error(page.post("/api/settings", large));
      assertThat(error.path("id").asString()).isEqualTo("E808");
      assertThat(error.path("fixes").path(0).asString()).isEqualTo("Hidden: 64, 64");
      JsonNode after = page.json("/api/state");
      assertThat(after.path("run")).isEqualTo(before.path("run"));
      assertThat(after.path("settings")).isEqualTo(before.path("settings"));
      JsonNode next = page.post("/api/settings", Map.of("v", 1, "network", "4"));
      assertThat(next.path("network").asString()).contains("Dense(4");
    }
  }
}
