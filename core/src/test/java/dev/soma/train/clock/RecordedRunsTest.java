package dev.soma.train.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of the time that is left, with the times of real runs from first epoch to last: the
/// compiler makes the first epoch of each 8 to 60 times slower than the later ones.
class RecordedRunsTest {
  private static final double TENTHS = 1e-4;

  /// A network of a run.
  ///
  /// @param planned epochs
  /// @param ends when each epoch ended, from 0, and last when the network did; seconds
  private record Recorded(int planned, double[] ends) {
    static Recorded of(String line) {
      double[] ends = Arrays.stream(line.split(" ")).skip(2).mapToDouble(Double::valueOf).toArray();
      Arrays.parallelPrefix(ends, Double::sum);
      return new Recorded(
          Integer.parseInt(line.split(" ")[1]), Arrays.stream(ends).map(e -> TENTHS * e).toArray());
    }

    double seconds() {
      return ends[ends.length - 1];
    }
  }

  private static List<Recorded> run(String name) throws IOException {
    try (InputStream in = RecordedRunsTest.class.getResourceAsStream("/clock/runs.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(Recorded::of)
          .toList();
    }
  }

  /// What somebody reads at the end of an epoch.
  ///
  /// @param left seconds that were left
  private record Moment(double now, double left, String words) {}

  private static List<Moment> moments(List<Recorded> networks) {
    double all = networks.stream().mapToDouble(Recorded::seconds).sum();
    TimeLeft time = new TimeLeft(Double.POSITIVE_INFINITY);
    List<Moment> moments = new ArrayList<>();
    double before = 0;
    for (int n = 0; n < networks.size(); n++) {
      Recorded network = networks.get(n);
      time.network(n + 1, networks.size(), 1);
      for (int e = 0; e < network.ends().length - 1; e++) {
        time.epoch(e, network.planned(), network.ends()[e]);
        double now = before + network.ends()[e];
        moments.add(new Moment(now, all - now, time.words()));
      }
      before += network.seconds();
      time.stopped(network.seconds(), false);
    }
    return moments;
  }

  /// @param bound by which factor `at most` may be too much, before a network has ended
  /// @param factor by which all else may be too much or too little
  @ParameterizedTest
  @CsvSource({
    "five, 1.5, 1.5",
    "wide, 1.5, 1.5",
    "folds, 1.5, 1.5",
    "six, 1.5, 1.5",
    "one, 1.5, 1.5",
    "early, 3, 1.5", // the first of them ends at half of what is planned
    "early-folds, 3, 1.5"
  })
  void what_is_said_is_what_would_be_said_of_a_time_within_a_factor_of_the_true_one(
      String name, double bound, double factor) throws IOException {
    List<Moment> moments = moments(run(name));
    assertThat(moments).filteredOn(m -> !m.words().isEmpty()).hasSizeGreaterThan(20);
    for (Moment m : moments.subList(0, moments.size() - 1)) { // the last one leaves nothing
      boolean told = m.now() >= 7;
      assertThat(m.words().isEmpty()).as("%s: %s", name, m).isEqualTo(!told);
      if (told) {
        boolean most = m.words().endsWith("at most");
        assertThat(seconds(m.words()))
            .as("%s: %s", name, m)
            .isBetween(
                seconds(TimeLeft.about(m.left() / factor)),
                seconds(TimeLeft.about(m.left() * (most ? bound : factor))));
      }
    }
  }

  /// Of `about 20 s` and what follows it; 0 of `some seconds`.
  private static double seconds(String words) {
    String[] w = words.split(" ");
    return !w[0].equals("about")
        ? 0
        : Double.parseDouble(w[1]) * (w[2].equals("s") ? 1 : w[2].equals("min") ? 60 : 3600);
  }
}
