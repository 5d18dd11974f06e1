package dev.soma.studio.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets through only what the page itself asks for: a page of somewhere else, or a name that was
/// made to lead here, is refused.
final class Guard {
  private final Set<String> hosts;
  private final Set<String> origins;

  Guard(int port) {
    hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port);
  }

  /// Why a request is refused; null if it is not.
  @Nullable String refuses(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    List<String> host = headers.getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.getFirst())) {
      return "Host " + host + " is not this page";
    }
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      if (!origins.contains(origin)) {
        return "Origin " + origin + " is not this page";
      }
    }
    for (String site : headers.getOrDefault("Sec-Fetch-Site", List.of())) {
      boolean ours = site.equals("same-origin") || site.equals("none");
      if (!ours && !exchange.getRequestURI().getPath().equals("/")) {
        return "a page of another site asks";
      }
    }
    return null;
  }
}
