package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.math.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `soma train` holds in the heap while it trains is what `docs/guide.md` says.
class TrainMemoryTest {
  private static final int ROWS = 20_000;
  private static final int NUMBERS = 200;
  private static final Pattern EPOCH = Pattern.compile("\\b[12]/2\\b");

  private static final Pattern OBJECTS = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");

  @TempDir Path folder;

  private Path table(int rows) throws IOException {
    SplittableRandom random = Seeds.of(1).stream("table");
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < NUMBERS; c++) {
      text.append('x').append(c).append(',');
    }
    text.append("y\n");
    for (int r = 0; r < rows; r++) {
      int first = 0;
      for (int c = 0; c < NUMBERS; c++) {
        int x = random.nextInt(1000);
        first = c == 0 ? x : first;
        text.append(x).append(',');
      }
      text.append(first > 500 ? "yes\n" : "no\n");
    }
    return Files.writeString(folder.resolve(rows + ".csv"), text);
  }

  /// Bytes of all reachable objects, by the histogram of the Java machine, which collects first.
  /// What the collector leaves empty between large arrays is not counted.
  private static long live() {
    try {
      Object said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      long bytes =
          OBJECTS
              .matcher(said.toString())
              .results()
              .filter(line -> !line.group(2).contains("Filler"))
              .mapToLong(line -> Long.parseLong(line.group(1)))
              .sum();
      assertThat(bytes).as("bytes of %s", said).isPositive();
      return bytes;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The most that is live when an epoch is told of, in bytes.
  private long most(Path data, String memory) {
    long[] most = new long[1];
    OutputStream watched =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int from, int length) {
            String line = new String(bytes, from, length, StandardCharsets.UTF_8);
            if (EPOCH.matcher(line).find()) {
              most[0] = Math.max(most[0], live());
            }
          }
        };
    String[] args = {
      "train",
      data.toString(),
      "--target",
      "y",
      "--hidden",
      "8",
      "--epochs",
      "2",
      "--batch",
      "500",
      "--threads",
      "1",
      "--memory",
      memory,
      "--force",
      "--out",
      folder.resolve("run").toString()
    };
    try (PrintStream err = new PrintStream(watched, true, StandardCharsets.UTF_8)) {
      assertThat(Main.run(args, new PrintStream(OutputStream.nullOutputStream()), err)).isZero();
    }
    assertThat(most[0]).as("an epoch was told of").isPositive();
    return most[0];
  }

  /// What training and its command hold of so many rows, by the guide, in bytes.
  private static long formula(int rows) {
    long test = Math.round(0.15 * rows);
    long validation = Math.round(0.15 * rows);
    long training = rows - test - validation;
    return 4 * (training + validation) * (NUMBERS + 1 + 1) // inputs, target, line
        + test * (8L * NUMBERS + 4 + 4) // numbers, target, line
        + 4 * training // order
        + 8 * validation; // scores
  }

  @Test
  void a_run_in_memory_holds_the_encoded_rows_and_the_test_rows_but_not_the_table()
      throws IOException {
    Path few = table(ROWS / 4);
    Path many = table(ROWS);
    most(few, "heap"); // classes
    long found = most(many, "heap") - most(few, "heap");
    long expected =
        formula(ROWS) - formula(ROWS / 4); // what does not grow with the rows is left out
    assertThat(found)
        .as("live bytes of %d rows more, the formula says %,d", ROWS - ROWS / 4, expected)
        .isBetween((long) (0.9 * expected), (long) (1.1 * expected));
  }
}
