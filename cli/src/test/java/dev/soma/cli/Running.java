package dev.soma.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command in a thread, since it does not end by itself.
final class Running implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("(http://127\\S+)");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger exit = new AtomicInteger(-1);
  private final Thread thread;

  Running(String... args) {
    thread =
        Thread.ofPlatform()
            .start(
                () ->
                    exit.set(
                        Main.run(
                            args,
                            new PrintStream(out, true, UTF_8),
                            new PrintStream(err, true, UTF_8))));
  }

  /// The first group of a pattern, as soon as it was told.
  String told(Pattern pattern) throws InterruptedException {
    while (true) {
      Matcher m = pattern.matcher(err.toString(UTF_8) + out());
      if (m.find()) {
        return m.group(m.groupCount());
      }
      assertThat(thread.isAlive()).as(err.toString(UTF_8)).isTrue();
      Thread.sleep(5);
    }
  }

  /// The address of the page, on whichever stream it was told.
  String url() throws InterruptedException {
    return told(URL);
  }

  int exit() {
    return exit.get();
  }

  String out() {
    return out.toString(UTF_8);
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  void awaitEnd() throws InterruptedException {
    told(Pattern.compile("the page stays open"));
  }

  JsonNode get(String path) throws Exception {
    return ask(path, null);
  }

  JsonNode post(String path, String body) throws Exception {
    return ask(path, body);
  }

  /// The bytes of a file that the page offers.
  byte[] download(String path) throws Exception {
    try (InputStream in = URI.create(url() + path.substring(1)).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  private JsonNode ask(String path, @Nullable String body) throws Exception {
    var connection =
        (HttpURLConnection) URI.create(url() + path.substring(1)).toURL().openConnection();
    if (body != null) {
      connection.setDoOutput(true);
      try (OutputStream to = connection.getOutputStream()) {
        to.write(body.getBytes(UTF_8));
      }
    }
    boolean ok = connection.getResponseCode() == 200;
    try (InputStream in = ok ? connection.getInputStream() : connection.getErrorStream()) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
