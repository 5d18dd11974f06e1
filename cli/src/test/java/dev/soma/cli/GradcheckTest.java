package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `soma gradcheck` where functions have kinks.
class GradcheckTest {
  @TempDir static Path folder;

  private static String rows;
  private static String zero;

  /// Every hidden unit has z = 0 for every row.
  @BeforeAll
  static void all_weights_are_0() {
    rows = Cli.table(folder).toString();
    zero = folder.resolve("zero").toString();
    Cli run =
        Cli.run(
            "train",
            rows,
            "--target",
            "y",
            "--effort",
            "fast",
            "--hidden",
            "5",
            "--activation",
            "relu",
            "--init",
            "zero",
            "--epochs",
            "1",
            "--out",
            zero);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void kinks_are_listed_with_row_line_and_unit_and_the_rest_is_counted() {
    Cli run = Cli.run("gradcheck", zero, rows);
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("kinks: J bends within h")
        .containsPattern("W1 \\[1, 1\\] +row 1 \\(line 2\\): z\\(2\\)₁ = 0, of relu; and \\d+ more")
        .containsPattern("b1 +… 2 more parameters");
    JsonNode b1 = JsonMapper.shared().readTree(Cli.run("gradcheck", zero, rows, "--json").out());
    b1 = b1.path("tensors").path(1);
    assertThat(b1.path("at_kinks")).hasSize(3);
    assertThat(b1.path("more_at_kinks").asInt()).isEqualTo(2);
    JsonNode place = b1.path("at_kinks").path(1).path("places").path(0);
    assertThat(place.path("line").asInt()).isEqualTo(2);
    assertThat(place.path("unit").asInt()).isEqualTo(2);
    assertThat(place.path("value").asDouble()).isZero();
  }

  @Test
  void what_is_all_kinks_is_compared_beside_them_so_a_planted_bug_is_found() {
    Cli right = Cli.run("gradcheck", zero, rows);
    assertThat(right.out())
        .contains(
            "(moved)",
            "moved: every parameter of W1, b1, W2 is at a kink or has a gradient of 0, which tells nothing; compared with every parameter θ");
    assertThat(right.out()).containsPattern("  b1 +5 +5 +5 ");
    Cli wrong = Cli.run("gradcheck", zero, rows, "--break", "b1");
    assertThat(wrong.exit()).isEqualTo(7);
    assertThat(wrong.err()).contains("error E703", "--break planted in b1");
  }

  @Test
  void a_check_in_which_all_gradients_of_a_tensor_are_0_says_so_and_does_not_pass() {
    String dead = folder.resolve("dead").toString();
    List<String> train = new ArrayList<>(List.of("train", rows, "--target", "y", "--out", dead));
    train.addAll(
        Cli.words("--effort fast --hidden 3 --activation relu --bias-init -30 --epochs 1"));
    assertThat(Cli.run(train).exit()).isZero();
    Cli run = Cli.run("gradcheck", dead, rows);
    assertThat(run.exit()).as(run.out()).isEqualTo(7);
    assertThat(run.out())
        .contains("NOT CHECKED: all gradients of W1, b1, W2 are 0, which tells nothing of them")
        .doesNotContain("passed");
    assertThat(run.err()).contains("error E705 all gradients of W1, b1, W2 are 0");
    Cli all = run.withFix(run.fixes().getFirst());
    assertThat(all.exit()).as(all.toString()).isEqualTo(7);
    assertThat(all.err()).contains("all of the file");
    assertThat(all.withFix(all.fixes().getFirst()).exit()).as(all.toString()).isZero();
  }

  @Test
  void a_check_that_could_compare_nothing_says_so_and_does_not_pass() throws Exception {
    StringBuilder near = new StringBuilder("x,y\n"); // rows nearer to each other than h
    for (int k = -1_000; k < 1_000; k++) {
      int far = Math.abs(k) > 980 ? 1_400_000 * Integer.signum(k) : 0; // makes the scale
      near.append(k + far).append(k % 10 == 0 ? ",no\n" : ",yes\n");
    }
    Path file = Files.writeString(folder.resolve("near.csv"), near);
    String model = folder.resolve("near").toString();
    Cli trained =
        Cli.run(
            "train",
            file.toString(),
            "--target",
            "y",
            "--effort",
            "fast",
            "--hidden",
            "1",
            "--activation",
            "relu",
            "--number",
            "x",
            "--scaling",
            "standard",
            "--test-fraction",
            "0",
            "--validation-fraction",
            "0",
            "--optimizer",
            "sgd",
            "--lr",
            "1e-9",
            "--init",
            "he_normal",
            "--bias-init",
            "0",
            "--epochs",
            "1",
            "--out",
            model);
    assertThat(trained.exit()).as(trained.err()).isZero();
    Cli run = Cli.run("gradcheck", model, file.toString(), "--rows", "2000");
    assertThat(run.exit()).as(run.out()).isEqualTo(7);
    assertThat(run.out()).contains("NOT CHECKED: nothing of ").doesNotContain("passed");
    assertThat(run.err()).contains("error E705", "could be compared");
    assertThat(run.withFix(run.fixes().getFirst()).exit()).isZero();
  }
}
