package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.error.SomaException;
import dev.soma.train.Execution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {
  private static final String VM = "OpenJDK 64-Bit Server VM";
  private static final String C2 = "mixed mode, sharing";

  /// Prints what is chosen in a Java of its own.
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      try {
        KernelChoice choice = KernelChoice.auto();
        try (Kernels kernels = choice.create(1)) {
          System.out.println(choice.describe() + " | " + kernels.describe());
        }
      } catch (SomaException e) {
        System.out.println(e.id() + " " + e.getMessage() + " " + e.fixes());
      }
    }
  }

  private static String probe(String... flags) throws IOException, InterruptedException {
    return probe(Map.of(), flags);
  }

  private static String probe(Map<String, String> environment, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code of %s", command).isZero();
    return text.strip();
  }

  @Test
  void here_the_vector_kernels_are_chosen() {
    KernelChoice choice = KernelChoice.auto();
    assertThat(choice.vector()).as(choice.describe()).isTrue();
    assertThat(choice.describe()).matches("vector (128|256|512)-bit");
    try (Kernels kernels = choice.create(1)) {
      assertThat(kernels.describe()).isEqualTo(choice.describe());
    }
  }

  @Test
  void scalar_can_be_forced() {
    KernelChoice choice = KernelChoice.forced("scalar");
    assertThat(choice.vector()).isFalse();
    assertThat(choice.describe()).isEqualTo("scalar (forced)");
    try (Kernels kernels = choice.create(1)) {
      assertThat(kernels.describe()).isEqualTo("scalar");
    }
  }

  @Test
  void unknown_kernels_and_no_threads_are_usage_errors() {
    SomaException unknown =
        catchThrowableOfType(SomaException.class, () -> KernelChoice.forced("cuda"));
    assertThat(unknown.id()).isEqualTo("E220");
    assertThat(unknown).hasMessageContaining("cuda").hasMessageContaining("scalar, vector");
    assertThatThrownBy(() -> KernelChoice.forced("scalar").create(0))
        .isInstanceOf(SomaException.Usage.class)
        .hasMessageContaining("threads 0")
        .extracting(e -> ((SomaException) e).id())
        .isEqualTo("E221");
  }

  @Test
  void too_few_and_too_many_threads_are_refused_in_one_sentence_wherever_they_are_named() {
    for (int threads : new int[] {0, 5000}) {
      String text = "threads " + threads + " · expected 1 to 1,024; this machine has ";
      KernelChoice scalar = KernelChoice.forced("scalar");
      assertThatThrownBy(() -> scalar.create(threads)).hasMessageStartingWith(text);
      assertThatThrownBy(() -> new Execution(scalar, threads, 1, () -> false))
          .hasMessageStartingWith(text);
    }
  }

  private static KernelChoice.@Nullable Refusal refusal(
      boolean module, String name, String version, String info, String... options) {
    return KernelChoice.refusal(module, name, version, info, () -> List.of(options));
  }

  @Test
  void each_refusal_has_its_own_sentence() {
    assertThat(refusal(true, VM, "25.0.3+9-LTS", C2)).isNull();
    assertThat(refusal(true, "Java HotSpot(TM) 64-Bit Server VM", "25+36", C2)).isNull();
    List<KernelChoice.Refusal> refusals = new ArrayList<>();
    refusals.add(refusal(false, VM, "25", C2));
    refusals.add(refusal(true, "Eclipse OpenJ9 VM", "openj9-0.50", "JRE 25"));
    refusals.add(refusal(true, VM, "25+37-jvmci-b01", C2));
    refusals.add(refusal(true, VM, "25", "interpreted mode, sharing"));
    refusals.add(refusal(true, VM, "25", "mixed mode, emulated-client, sharing"));
    refusals.add(refusal(true, VM, "25", C2, "-XX:TieredStopAtLevel=3"));
    refusals.add(refusal(true, VM, "25", C2, "-XX:-UseCompiler"));
    refusals.add(refusal(true, VM, "25", C2, "-XX:-EnableVectorSupport"));
    assertThat(refusals).doesNotContainNull().doesNotHaveDuplicates();
  }

  @Test
  void of_options_that_take_the_compiler_away_the_last_counts() {
    for (String[] ok :
        new String[][] {
          {"-XX:TieredStopAtLevel=4"},
          {"-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4"},
          {"-XX:-UseCompiler", "-XX:+UseCompiler"},
          {"-XX:-EnableVectorSupport", "-Xmx1g", "-XX:+EnableVectorSupport"},
        }) {
      assertThat(refusal(true, VM, "25", C2, ok)).as(String.join(" ", ok)).isNull();
    }
    assertThat(refusal(true, VM, "25", C2, "-XX:+UseCompiler", "-XX:-UseCompiler"))
        .isEqualTo(new KernelChoice.Refusal("the compiler C2 is off", "remove -XX:-UseCompiler"));
  }

  @Test
  void vectors_that_java_would_emulate_are_refused_naming_the_option() throws Exception {
    for (String slow : List.of("-XX:UseAVX=0", "-XX:MaxVectorSize=8", "-XX:-UseFMA")) {
      assertThat(refusal(true, VM, "25", C2, slow))
          .isEqualTo(
              new KernelChoice.Refusal(
                  "Java emulates what its compiler is denied", "remove " + slow));
    }
    for (String ok : List.of("-XX:UseAVX=1", "-XX:MaxVectorSize=16", "-XX:+UseFMA")) {
      assertThat(refusal(true, VM, "25", C2, ok)).as(ok).isNull();
    }
    assertThat(probe("--add-modules", "jdk.incubator.vector", "-XX:-UseFMA"))
        .startsWith("scalar (Java emulates what its compiler is denied; remove -XX:-UseFMA)");
  }

  @Test
  void without_the_module_plain_java_runs_and_says_which_flag_is_missing() throws Exception {
    assertThat(probe())
        .isEqualTo(
            "scalar (jdk.incubator.vector is not loaded;"
                + " start Java with --add-modules jdk.incubator.vector) | scalar");
  }

  @Test
  void vector_asked_for_by_the_property_is_refused_naming_it_and_the_fix_is_the_property()
      throws Exception {
    assertThat(probe("-Dsoma.kernels=vector"))
        .startsWith("E220 -Dsoma.kernels=vector · the vector kernels cannot run: ")
        .contains("start Java with --add-modules jdk.incubator.vector")
        .endsWith(" [-Dsoma.kernels=scalar]");
  }

  @Test
  void without_the_optimising_compiler_plain_java_runs() throws Exception {
    for (String off :
        List.of("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=2", "-XX:-UseCompiler")) {
      assertThat(probe("--add-modules", "jdk.incubator.vector", off))
          .isEqualTo("scalar (the compiler C2 is off; remove " + off + ") | scalar");
    }
  }

  @Test
  void an_option_of_the_environment_that_takes_the_compiler_away_is_seen() throws Exception {
    assertThat(
            probe(
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m -XX:TieredStopAtLevel=3"),
                "--add-modules",
                "jdk.incubator.vector",
                "-Dsoma.kernels=vector"))
        .startsWith(
            "E220 -Dsoma.kernels=vector · the vector kernels cannot run: the compiler C2 is off; remove -XX:Tiered");
  }

  @Test
  void a_property_names_the_kernels() throws Exception {
    assertThat(probe("--add-modules", "jdk.incubator.vector", "-Dsoma.kernels=scalar"))
        .isEqualTo("scalar (forced) | scalar");
  }
}
