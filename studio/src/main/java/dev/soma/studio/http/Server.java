package dev.soma.studio.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.soma.error.SomaException;
import dev.soma.studio.answer.Download;
import dev.soma.studio.answer.Lectern;
import dev.soma.studio.answer.Views;
import dev.soma.studio.data.Upload;
import dev.soma.studio.run.Session;
import dev.soma.studio.view.StateView;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The page and what it asks for, on 127.0.0.1 only; each request has a virtual thread.
public final class Server implements AutoCloseable {
  private static final int MOST_JSON = 1 << 16;
  private static final int MOST_DRAINED = 1 << 20;
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final Session session;
  private final Views views;
  private final Lectern lectern;
  private final Events events;
  private final Assets assets = new Assets();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Guard guard;

  /// Serves a session from now on.
  ///
  /// @param port 0 for a free one
  /// @throws SomaException.Resource E802 if the port is taken, naming the next free one
  public Server(Session session, int port) throws IOException {
    this(session, bind(port));
  }

  /// Serves a session from now on, at a port that was taken before: who asked meanwhile is
  /// answered.
  ///
  /// @param bound as [#bind(int)] gave it
  public Server(Session session, HttpServer bound) {
    this.session = session;
    views = new Views(session);
    lectern = new Lectern(session.lessons());
    events = new Events(session);
    server = bound;
    guard = new Guard(server.getAddress().getPort());
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Takes a port; nobody is answered yet.
  ///
  /// @param port 0 for a free one
  /// @throws SomaException.Resource E802 if the port is taken, naming the next free one
  public static HttpServer bind(int port) throws IOException {
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    try {
      return HttpServer.create(new InetSocketAddress(loopback, port), 0);
    } catch (BindException e) {
      int free = free(loopback, port);
      throw new SomaException.Resource(
          "E802",
          "port " + port + " cannot be used · " + e.getMessage(),
          "--port " + free,
          "--port 0");
    }
  }

  /// The next port above that can be used; 0 if none of the next hundred can.
  private static int free(InetAddress loopback, int port) {
    for (int next = Math.max(port + 1, 1024); next <= Math.min(65_535, port + 1100); next++) {
      try (ServerSocket _ = new ServerSocket(next, 1, loopback)) {
        return next;
      } catch (IOException taken) {
        // the next one
      }
    }
    return 0;
  }

  /// The address to open.
  public String url() {
    return url(server);
  }

  /// The address of a port that was taken.
  public static String url(HttpServer bound) {
    return "http://127.0.0.1:" + bound.getAddress().getPort() + "/";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String refused = guard.refuses(exchange);
      if (refused != null) {
        Reply.refuse(exchange, 403, refused);
      } else {
        Answer.give(exchange, this::route);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void route(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    boolean get = exchange.getRequestMethod().equals("GET");
    Assets.Asset asset = assets.get(path);
    if (asset != null && (get || exchange.getRequestMethod().equals("HEAD"))) {
      Reply.send(exchange, 200, asset.type(), asset.bytes());
    } else if (get && path.equals("/api/events")) {
      events.stream(exchange);
    } else if (get && path.equals("/api/state")) {
      state(exchange);
    } else if (get && path.startsWith("/api/view/")) {
      view(exchange, path.substring("/api/view/".length()));
    } else if (get && path.equals("/api/model")) {
      Reply.download(exchange, Download.model(session, query(exchange)));
    } else if (get && path.equals("/api/rows")) {
      Reply.download(exchange, Download.rows(session));
    } else if (exchange.getRequestMethod().equals("POST")) {
      post(exchange, path);
    } else if (asset != null) {
      Reply.refuse(exchange, 405, "only GET");
    } else {
      Reply.refuse(exchange, 404, "there is no " + path);
    }
  }

  private void view(HttpExchange exchange, String name) throws IOException, InterruptedException {
    String json = views.json(name, query(exchange));
    if (json == null) {
      Reply.refuse(exchange, 404, "there is no view " + name);
    } else {
      Reply.json(exchange, 200, json);
    }
  }

  private void post(HttpExchange exchange, String path) throws IOException, InterruptedException {
    switch (path) {
      case "/api/run" -> {
        move(map(exchange));
        state(exchange);
      }
      case "/api/settings" -> {
        session.reset(map(exchange));
        state(exchange);
      }
      case "/api/member" -> {
        session.look(String.valueOf(map(exchange).get("member")));
        state(exchange);
      }
      case "/api/table" -> {
        byte[] bytes = body(exchange, Upload.MOST);
        Map<String, String> query = query(exchange);
        session.load(name(query.getOrDefault("name", "")), bytes, query.getOrDefault("target", ""));
        state(exchange);
      }
      case "/api/forget" -> {
        session.forget();
        state(exchange);
      }
      case "/api/lesson" -> lesson(exchange);
      case "/api/lab" -> {
        lectern.lab(map(exchange));
        state(exchange);
      }
      case "/api/weight" -> Reply.json(exchange, 200, views.whatIf(map(exchange)));
      default -> Reply.refuse(exchange, 404, "there is no " + path);
    }
  }

  /// Lets the run go, holds it, or lets it make a step; sets its speed.
  private void move(Map<String, Object> asked) throws InterruptedException {
    Object action = asked.get("action");
    if (asked.get("speed") instanceof Number speed) {
      session.speed(speed.doubleValue());
    }
    if (action != null) {
      session.run().control(String.valueOf(action));
    }
    if (action != null && !"start".equals(action)) {
      boolean _ = session.run().awaitHeld(2000);
    }
  }

  private void lesson(HttpExchange exchange) throws IOException {
    Map<String, Object> answer = lectern.lesson(map(exchange));
    if (answer.isEmpty()) {
      state(exchange);
    } else {
      Reply.json(exchange, 200, JsonMapper.shared().writeValueAsString(answer));
    }
  }

  /// A name for the screen only: no file of that name is looked for.
  private static String name(String asked) {
    String plain = asked.replaceAll(".*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
    return plain.isBlank() ? "table" : plain.substring(0, Math.min(80, plain.length()));
  }

  private void state(HttpExchange exchange) throws IOException {
    Reply.json(exchange, 200, JsonMapper.shared().writeValueAsString(StateView.of(session)));
  }

  private static Map<String, Object> map(HttpExchange exchange) throws IOException {
    Map<String, Object> map = JsonMapper.shared().readValue(body(exchange, MOST_JSON), MAP);
    if (map == null) {
      throw new Answer.Refused(400, "this request is no object");
    }
    return map;
  }

  private static byte[] body(HttpExchange exchange, int most) throws IOException {
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

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && query.size() < 16) {
        query.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
    threads.shutdownNow();
    views.close();
  }
}
