package dev.soma.studio.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.soma.error.SomaException;
import dev.soma.studio.answer.Download;
import dev.soma.studio.answer.Lectern;
import dev.soma.studio.answer.Views;
import dev.soma.studio.data.Upload;
import dev.soma.studio.lesson.LabSettings;
import dev.soma.studio.run.Session;
import dev.soma.studio.share.Work;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/// The page and what it asks for, on 127.0.0.1 only; each request has a thread of the system, whose
/// processor time is counted while a network is trained.
public final class Server implements AutoCloseable {
  private final Session session;
  private final Views views;
  private final Lectern lectern;
  private final Windows windows;
  private final Events events;
  private final Assets assets = new Assets();
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("page-", 1).daemon().factory());
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
    windows = new Windows(session);
    events = new Events(session, windows, views::leave);
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
    Work work = Asked.work(exchange, session.account());
    try (exchange) {
      String refused = guard.refuses(exchange);
      if (refused != null) {
        Reply.refuse(exchange, 403, refused);
      } else {
        Answer.give(exchange, e -> route(e, work));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      work.count();
    }
  }

  private void route(HttpExchange exchange, Work work) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    boolean get = exchange.getRequestMethod().equals("GET");
    Assets.Asset asset = assets.get(path);
    if (asset != null && (get || exchange.getRequestMethod().equals("HEAD"))) {
      Reply.send(exchange, 200, asset.type(), asset.bytes());
    } else if (get && path.equals("/api/events")) {
      Map<String, String> asked = Asked.query(exchange, List.of("window"));
      events.stream(exchange, asked.getOrDefault("window", ""), work);
    } else if (get && path.equals("/api/state")) {
      Map<String, String> _ = Asked.query(exchange, List.of());
      state(exchange);
    } else if (get && path.startsWith("/api/view/")) {
      view(exchange, path.substring("/api/view/".length()), work);
    } else if (get && path.equals("/api/model")) {
      Map<String, String> asked = Asked.query(exchange, Download.NAMES);
      Reply.download(exchange, Download.model(session, asked));
    } else if (get && path.equals("/api/rows")) {
      Map<String, String> _ = Asked.query(exchange, List.of());
      Reply.download(exchange, Download.rows(session));
    } else if (exchange.getRequestMethod().equals("POST")) {
      post(exchange, path, work);
    } else if (asset != null) {
      Reply.refuse(exchange, 405, "only GET");
    } else {
      Reply.refuse(exchange, 404, "there is no " + path);
    }
  }

  private void view(HttpExchange exchange, String name, Work work)
      throws IOException, InterruptedException {
    List<String> names = Views.names(name);
    String json = names == null ? null : views.json(name, Asked.query(exchange, names), work);
    if (json == null) {
      Reply.refuse(exchange, 404, "there is no view " + name);
    } else {
      drawn(exchange, json);
    }
  }

  private static void drawn(HttpExchange exchange, String json) throws IOException {
    if (json.equals(Views.DROPPED)) {
      Reply.send(exchange, 204, Reply.JSON, new byte[0]);
    } else {
      Reply.json(exchange, 200, json);
    }
  }

  private void post(HttpExchange exchange, String path, Work work)
      throws IOException, InterruptedException {
    switch (path) {
      case "/api/run" -> {
        move(Asked.map(exchange, List.of("action", "speed")));
        state(exchange);
      }
      case "/api/settings" -> {
        Map<String, Object> typed = Asked.map(exchange);
        windows.begin(work.window(), () -> session.reset(typed));
        state(exchange);
      }
      case "/api/member" -> {
        String member = String.valueOf(Asked.map(exchange, List.of("member")).get("member"));
        windows.begin(work.window(), () -> session.look(member));
        state(exchange);
      }
      case "/api/table" -> table(exchange, work);
      case "/api/leave" -> {
        String window = String.valueOf(Asked.map(exchange, List.of("window")).get("window"));
        windows.left(window);
        views.leave(window);
        Reply.send(exchange, 204, Reply.JSON, new byte[0]);
      }
      case "/api/forget" -> {
        session.forget();
        state(exchange);
      }
      case "/api/lesson" -> lesson(exchange);
      case "/api/lab" -> {
        lectern.lab(Asked.map(exchange, LabSettings.names()));
        state(exchange);
      }
      case "/api/weight" -> drawn(exchange, views.whatIf(Asked.map(exchange, Views.WEIGHT), work));
      default -> Reply.refuse(exchange, 404, "there is no " + path);
    }
  }

  private void table(HttpExchange exchange, Work work) throws IOException {
    byte[] bytes = Asked.body(exchange, Upload.MOST);
    Map<String, String> query = Asked.query(exchange, List.of("name", "target"));
    String name = Upload.name(query.getOrDefault("name", ""));
    String target = query.getOrDefault("target", "");
    windows.begin(work.window(), () -> session.load(name, bytes, target));
    state(exchange);
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
    Map<String, Object> answer = lectern.lesson(Asked.map(exchange, Lectern.NAMES));
    if (answer.isEmpty()) {
      state(exchange);
    } else {
      Reply.json(exchange, 200, JsonMapper.shared().writeValueAsString(answer));
    }
  }

  private void state(HttpExchange exchange) throws IOException {
    Reply.json(exchange, 200, JsonMapper.shared().writeValueAsString(windows.state()));
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
    threads.shutdownNow();
    views.close();
  }
}
