package dev.soma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LadderTest {
  private static String rungs(String... args) throws IOException {
    List<String> names = new ArrayList<>();
    int exit =
        Options.run(
            args,
            Ladder.FORM,
            options -> Ladder.rungs(options).forEach(rung -> names.add(rung.name())),
            System.out,
            System.err);
    assertThat(exit).isZero();
    return String.join("", names);
  }

  @Test
  void the_networks_of_a_recipe_run_only_if_they_are_named() throws IOException {
    assertThat(rungs("--json")).isEqualTo("ABCDEFG");
    assertThat(rungs("--rungs", "SRA")).isEqualTo("ARS");
  }

  @Test
  void a_line_of_json_has_five_fields_and_the_peak_only_if_it_was_asked() {
    Ladder.Rung rung = new Ladder.Rung("D", new int[] {784, 256, 10}, 128);
    String five =
        "\"rung\":\"D\",\"sizes\":[784,256,10],\"batch\":128,\"us_per_step\":392.9,\"threads\":2";
    assertThat(Ladder.line(true, rung, 392.94, 2, OptionalDouble.empty()))
        .isEqualTo("{" + five + "}");
    assertThat(Ladder.line(true, rung, 392.94, 2, OptionalDouble.of(228)))
        .isEqualTo("{" + five + ",\"peak\":228.0}");
    assertThat(Ladder.line(false, rung, 392.94, 2, OptionalDouble.of(228)))
        .isEqualTo("D  [784,256,10]  batch 128  392.9 us a step  2 threads  peak 228 GFLOP/s");
  }
}
