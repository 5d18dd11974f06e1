package dev.soma.studio.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.soma.error.SomaException;
import dev.soma.studio.answer.Download;
import dev.soma.studio.view.StateView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Answers, all with the headers that keep the page to itself.
final class Reply {
  static final String JSON = "application/json; charset=utf-8";

  private Reply() {}

  /// The headers of every answer.
  static void headers(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set(
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }

  static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    headers(exchange, type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  /// A file for the browser to keep.
  static void download(HttpExchange exchange, Download file) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Disposition", "attachment; filename=\"" + file.name() + "\"");
    send(exchange, 200, file.type(), file.bytes());
  }

  static void json(HttpExchange exchange, int status, String json) throws IOException {
    send(exchange, status, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  static void error(HttpExchange exchange, int status, SomaException e) throws IOException {
    json(
        exchange,
        status,
        JsonMapper.shared().writeValueAsString(Map.of("error", StateView.error(e))));
  }

  /// Refuses without an id of Soma: no user of the page sees this.
  static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", "HTTP " + status);
    fields.put("message", why);
    fields.put("fixes", List.of());
    json(exchange, status, JsonMapper.shared().writeValueAsString(Map.of("error", fields)));
  }
}
