package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
        .hasMessageContaining("got 0")
        .extracting(e -> ((SomaException) e).id())
        .isEqualTo("E221");
  }

  @Test
  void each_refusal_has_its_own_sentence() {
    String vm = "OpenJDK 64-Bit Server VM";
    assertThat(KernelChoice.refusal(true, vm, "25.0.3+9-LTS", C2)).isNull();
    assertThat(KernelChoice.refusal(true, "Java HotSpot(TM) 64-Bit Server VM", "25+36", C2))
        .isNull();
    List<KernelChoice.Refusal> refusals = new ArrayList<>();
    refusals.add(KernelChoice.refusal(false, vm, "25", C2));
    refusals.add(KernelChoice.refusal(true, "Eclipse OpenJ9 VM", "openj9-0.50", "JRE 25"));
    refusals.add(KernelChoice.refusal(true, vm, "25+37-jvmci-b01", C2));
    refusals.add(KernelChoice.refusal(true, vm, "25", "interpreted mode, sharing"));
    refusals.add(KernelChoice.refusal(true, vm, "25", "mixed mode, emulated-client, sharing"));
    assertThat(refusals).doesNotContainNull().doesNotHaveDuplicates();
    assertThat(refusals.getFirst().fix()).isEqualTo("--add-modules jdk.incubator.vector");
  }

  @Test
  void without_the_module_plain_java_runs_and_says_which_flag_is_missing() throws Exception {
    assertThat(probe())
        .isEqualTo(
            "scalar (jdk.incubator.vector is not loaded; add --add-modules jdk.incubator.vector)"
                + " | scalar");
  }

  @Test
  void vector_forced_without_the_module_is_refused_with_the_flag() throws Exception {
    assertThat(probe("-Dsoma.kernels=vector"))
        .startsWith("E220 ")
        .contains("jdk.incubator.vector is not loaded")
        .contains("[--add-modules jdk.incubator.vector, --kernels scalar]");
  }

  @Test
  void without_the_optimising_compiler_plain_java_runs() throws Exception {
    assertThat(probe("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"))
        .startsWith("scalar (the compiler C2 is off; remove -XX:TieredStopAtLevel");
  }

  @Test
  void a_property_names_the_kernels() throws Exception {
    assertThat(probe("--add-modules", "jdk.incubator.vector", "-Dsoma.kernels=scalar"))
        .isEqualTo("scalar (forced) | scalar");
  }
}
