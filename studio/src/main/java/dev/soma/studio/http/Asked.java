package dev.soma.studio.http;

import com.sun.net.httpserver.HttpExchange;
import dev.soma.error.SomaException;
import dev.soma.studio.data.Known;
import dev.soma.studio.share.Allowance;
import dev.soma.studio.share.Work;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What a request says, by name; a name that its answer would not depend on is refused.
final class Asked {
  private static final int MOST_JSON = 1 << 16;
  private static final int MOST_DRAINED = 1 << 20;
  private static final String WINDOW = "[0-9a-f]{1,32}";
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private Asked() {}

  /// What is done for a request from now on: of which window it is, and whether a person asked.
  static Work work(HttpExchange exchange, Allowance account) {
    String window = exchange.getRequestHeaders().getFirst("Soma-Window");
    boolean named = window != null && window.matches(WINDOW);
    boolean hand = exchange.getRequestHeaders().getFirst("Soma-Frame") == null;
    return new Work(account, named ? window : "", hand);
  }

  /// What stands behind `?`; a name without `=` is one without a value.
  ///
  /// @throws SomaException.Usage E290 for a name that is not known, E209 for one that comes twice
  static Map<String, String> query(HttpExchange exchange, Collection<String> known) {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] both = pair.split("=", 2);
        String name = decoded(both[0]);
        String value = both.length == 1 ? "" : decoded(both[1]);
        String before = query.put(name, value);
        Known.require(query.keySet(), known);
        if (before != null) {
          throw new SomaException.Usage(
              "E209",
              name + " \"" + before + "\" and \"" + value + "\" · expected it once",
              "leave one of them out of the address");
        }
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// The object in the body.
  ///
  /// @throws SomaException.Usage E290 for a name that is not known
  static Map<String, Object> map(HttpExchange exchange, Collection<String> known)
      throws IOException {
    Map<String, Object> map = map(exchange);
    Known.require(map.keySet(), known);
    return map;
  }

  /// The object in the body, for who knows its names.
  static Map<String, Object> map(HttpExchange exchange) throws IOException {
    Map<String, Object> map = JsonMapper.shared().readValue(body(exchange, MOST_JSON), MAP);
    if (map == null) {
      throw new Answer.Refused(400, "this request is no object");
    }
    return map;
  }

  /// The body.
  ///
  /// @param most bytes of it; more are refused
  static byte[] body(HttpExchange exchange, int most) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > most) {
      if (Long.parseLong(length) <= MOST_DRAINED) { // who still writes would not hear the answer
        byte[] _ = exchange.getRequestBody().readAllBytes();
      }
      throw tooLarge(most);
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(most + 1);
    if (bytes.length > most) {
      throw tooLarge(most);
    }
    return bytes;
  }

  private static Answer.Refused tooLarge(int most) {
    return new Answer.Refused(413, "at most " + most + " bytes can be taken");
  }
}
