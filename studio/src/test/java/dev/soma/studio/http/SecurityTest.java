package dev.soma.studio.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.soma.error.SomaException;
import dev.soma.studio.Page;
import dev.soma.studio.Studio;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody but the page itself is answered, and with nothing but the page.
class SecurityTest {
  private static Page page;

  @BeforeAll
  static void open() {
    page = new Page(null);
  }

  @AfterAll
  static void close() {
    page.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/state", "/api/view/step", "/api/events", "/api/model", "/x"})
  void another_host_is_refused_at_every_path(String path) throws IOException {
    String other = "Host: evil.example:" + page.port();
    assertThat(page.raw("GET " + path + " HTTP/1.1", other)).isEqualTo("HTTP/1.1 403");
    assertThat(page.raw("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:1"))
        .isEqualTo("HTTP/1.1 403");
  }

  @Test
  void both_names_of_this_machine_are_answered() throws IOException {
    for (String name : new String[] {"localhost", "127.0.0.1"}) {
      assertThat(page.raw("GET / HTTP/1.1", "Host: " + name + ":" + page.port()))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/run", "/api/settings", "/api/table", "/api/weight", "/api/events"})
  void another_origin_is_refused(String path) throws Exception {
    HttpResponse<String> answer =
        page.post(path, "{}".getBytes(UTF_8), "Origin", "http://evil.example");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(page.post(path, "{}".getBytes(UTF_8), "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(page.post(path, "{}".getBytes(UTF_8), "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
  }

  @Test
  void its_own_origin_is_answered() throws Exception {
    byte[] body = "{\"action\": \"pause\"}".getBytes(UTF_8);
    String origin = "http://localhost:" + page.port();
    assertThat(page.post("/api/run", body, "Origin", origin).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../module-info.class",
        "/..%2f..%2fetc%2fpasswd",
        "/page/index.html",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/main.js/../../http/Server.class",
        "/api/view/../../x",
        "/api/view/"
      })
  void a_path_is_a_key_and_never_a_place(String path) throws IOException {
    assertThat(page.raw("GET " + path + " HTTP/1.1", "Host: localhost:" + page.port()))
        .isEqualTo("HTTP/1.1 404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/run", "/api/settings", "/api/weight"})
  void a_body_that_is_too_large_is_refused(String path) throws Exception {
    byte[] body = ("{\"v\": \"" + "x".repeat(70_000) + "\"}").getBytes(UTF_8);
    assertThat(page.post(path, body).statusCode()).isEqualTo(413);
  }

  @Test
  void a_table_that_is_too_large_is_refused_before_it_is_read() throws IOException {
    assertThat(
            page.raw(
                "POST /api/table HTTP/1.1",
                "Host: localhost:" + page.port(),
                "Content-Length: 999999999999"))
        .isEqualTo("HTTP/1.1 413");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/main.js", "/api/state", "/nothing"})
  void every_answer_keeps_the_page_to_itself(String path) throws Exception {
    var headers = page.get(path).headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'self';")
        .doesNotContain("unsafe", "http");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void what_cannot_be_read_is_answered_with_400() throws Exception {
    for (String body : new String[] {"", "[", "7", "[1]", "null"}) {
      assertThat(page.post("/api/settings", body.getBytes(UTF_8)).statusCode())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(page.post("/", "x".getBytes(UTF_8)).statusCode()).isEqualTo(404);
    String own = "Host: localhost:" + page.port();
    assertThat(page.raw("GET /api/model?at=%zz HTTP/1.1", own)).isEqualTo("HTTP/1.1 400");
  }

  @Test
  void it_listens_on_the_loopback_only() throws Exception {
    for (NetworkInterface net : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : net.inetAddresses().filter(a -> !a.isLoopbackAddress()).toList()) {
        assertThatExceptionOfType(IOException.class)
            .as("%s", address)
            .isThrownBy(() -> new Socket(address, page.port()).close());
      }
    }
  }

  @Test
  void a_port_that_is_taken_is_named_with_one_that_is_free() {
    assertThatExceptionOfType(SomaException.Resource.class)
        .isThrownBy(() -> Studio.open(null, "", page.port()).close())
        .satisfies(
            e -> {
              assertThat(e.id()).isEqualTo("E802");
              String fix = e.fixes().getFirst();
              int free = Integer.parseInt(fix.replaceFirst("--port ", ""));
              assertThat(free).isGreaterThan(page.port());
              Studio.open(null, "", free).close();
            });
  }

  @Test
  void no_file_of_the_page_names_another_place() throws Exception {
    String index = page.get("/").body();
    assertThat(index).doesNotContain("http:", "https:", "style=", "onclick");
    assertThat(page.get("/uplot.js").body()).contains("uPlot");
    assertThat(page.get("/uplot-licence.txt").body()).contains("MIT");
    for (String module : new String[] {"main", "api", "boundary", "network", "twin"}) {
      assertThat(page.get("/" + module + ".js").body())
          .doesNotContain("http:", "https:", "eval(", "innerHTML");
    }
  }
}
