package dev.soma.studio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soma.data.Table;
import dev.soma.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page that is open, and what a browser would ask of it.
public final class Page implements AutoCloseable {
  private final Studio studio;
  private final HttpClient client = HttpClient.newHttpClient();

  /// @param own a table that knows its target, or null
  public Page(@Nullable Table own) {
    try {
      studio = Studio.open(own, "own.csv", 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// On a saved model.
  ///
  /// @param rows with its columns and targets, as text
  public Page(Model model, Path file, Table rows) {
    try {
      studio = Studio.open(model, file, rows, 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The address of a path.
  public URI at(String path) {
    return URI.create(studio.url().replaceFirst("/$", "") + path);
  }

  /// Where it listens.
  public int port() {
    return at("/").getPort();
  }

  /// The answer to GET.
  public HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }

  /// The answer to GET as bytes.
  public HttpResponse<byte[]> bytes(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofByteArray());
  }

  /// The JSON of GET.
  public JsonNode json(String path) throws Exception {
    return JsonMapper.shared().readTree(get(path).body());
  }

  /// The answer to POST.
  public HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// The JSON of POST.
  public JsonNode post(String path, Map<String, ?> body) throws Exception {
    byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
    return JsonMapper.shared().readTree(post(path, bytes).body());
  }

  /// A stream of events, from its beginning.
  public InputStream events() throws Exception {
    return client
        .send(HttpRequest.newBuilder(at("/api/events")).build(), BodyHandlers.ofInputStream())
        .body();
  }

  /// The first line of the answer to a request that no client of HTTP would send.
  public String raw(String... lines) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readNBytes(12), UTF_8);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    studio.close();
  }
}
