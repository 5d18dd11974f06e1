package dev.soma.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The real launcher, run as a process of its own.
///
/// ```java
/// Soma.Run run = Soma.in(folder).stdin("1,2\n").run("predict", "model.soma", "-");
/// assertThat(run.exit()).as(run.toString()).isEqualTo(0);
/// ```
///
/// A `Soma` is a plan and never changes; each `run` or `start` is a new process.
///
/// @param launcher the script, or a link to it
/// @param folder the working folder
/// @param environment set on top of the environment of the tests; null removes a variable
/// @param stdin what the process can read
/// @param limit after this time the process is ended and the test fails
record Soma(
    Path launcher,
    Path folder,
    Map<String, @Nullable String> environment,
    byte[] stdin,
    Duration limit) {

  /// The launcher of the project, in a working folder, with nothing on stdin.
  static Soma in(Path folder) {
    Map<String, @Nullable String> environment = new LinkedHashMap<>();
    environment.put("SOMA_JAVA_OPTS", null);
    return new Soma(
        Tree.ROOT.resolve("soma"), folder, environment, new byte[0], Duration.ofMinutes(2));
  }

  /// Started through another path, such as a link.
  Soma launcher(Path script) {
    return new Soma(script, folder, environment, stdin, limit);
  }

  /// With an environment variable set, or removed by null.
  Soma env(String name, @Nullable String value) {
    Map<String, @Nullable String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new Soma(launcher, folder, more, stdin, limit);
  }

  /// With the first compiler of the JVM only, for short runs that do not ask how they are started:
  /// half of the time, the same results.
  Soma quick() {
    return env("SOMA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
  }

  /// With this text on stdin.
  Soma stdin(String text) {
    return stdin(text.getBytes(StandardCharsets.UTF_8));
  }

  /// With these bytes on stdin.
  Soma stdin(byte[] bytes) {
    return new Soma(launcher, folder, environment, bytes, limit);
  }

  /// With another time limit than two minutes.
  Soma limit(Duration duration) {
    return new Soma(launcher, folder, environment, stdin, duration);
  }

  /// Runs to the end.
  Run run(String... args) {
    return start(args).await();
  }

  /// Starts and returns while it runs.
  Running start(String... args) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    try {
      return new Running(command, builder.start(), stdin, limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a finished process left: `toString` shows all of it, for the message of an assertion.
  record Run(List<String> command, int exit, String out, String err) {
    /// The lines of stdout.
    List<String> outLines() {
      return out.lines().toList();
    }

    @Override
    public String toString() {
      return "%s%nexit %d%n--- stdout%n%s--- stderr%n%s"
          .formatted(String.join(" ", command), exit, out, err);
    }
  }

  /// A process under way.
  static final class Running {
    private final List<String> command;
    private final Process process;
    private final long deadline; // of System.nanoTime
    private final Capture out;
    private final Capture err;

    private Running(List<String> command, Process process, byte[] stdin, Duration limit) {
      this.command = List.copyOf(command);
      this.process = process;
      this.deadline = System.nanoTime() + limit.toNanos();
      this.out = new Capture(process.getInputStream());
      this.err = new Capture(process.getErrorStream());
      Thread.ofVirtual().start(() -> write(process, stdin));
    }

    private static void write(Process process, byte[] bytes) {
      try (OutputStream to = process.getOutputStream()) {
        to.write(bytes);
      } catch (IOException _) {
        // the process need not read all of it
      }
    }

    /// Waits until stderr holds the text; fails if the process ends or the time is up before.
    void awaitErr(String text) {
      if (!err.await(text, deadline)) {
        process.destroyForcibly();
        throw new AssertionError("\"" + text + "\" never came on stderr:\n" + err);
      }
    }

    /// Sends what Ctrl-C sends.
    void interrupt() {
      try {
        int status =
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (status != 0) {
          throw new AssertionError("no process " + process.pid() + " to interrupt\n" + err);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw stopped(e);
      }
    }

    /// Waits for the end; a process that outlives the limit is ended and fails the test.
    Run await() {
      try {
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("over the time limit: " + command + "\n" + out + err);
        }
        return new Run(command, process.exitValue(), out.all(), err.all());
      } catch (InterruptedException e) {
        throw stopped(e);
      }
    }

    private AssertionError stopped(InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new AssertionError("interrupted while waiting for " + command, e);
    }
  }

  /// All bytes of a stream so far, read by a thread of its own.
  private static final class Capture {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;
    private boolean ended;

    Capture(InputStream from) {
      reader = Thread.ofVirtual().start(() -> read(from));
    }

    private void read(InputStream from) {
      try (var utf8 = new java.io.InputStreamReader(from, StandardCharsets.UTF_8)) {
        char[] part = new char[4096];
        for (int n = utf8.read(part); n >= 0; n = utf8.read(part)) {
          synchronized (this) {
            text.append(part, 0, n);
            notifyAll();
          }
        }
      } catch (IOException _) {
        // the process was ended
      }
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }

    synchronized boolean await(String wanted, long deadline) {
      while (text.indexOf(wanted) < 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || millis <= 0) {
          return false;
        }
        try {
          wait(millis);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }

    String all() throws InterruptedException {
      reader.join();
      return toString();
    }

    @Override
    public synchronized String toString() {
      return text.toString();
    }
  }
}
