package dev.soma.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soma.error.SomaException;
import dev.soma.train.Execution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
      boolean module, String name, String version, String info) {
    return KernelChoice.refusal(module, name, version, info, _ -> null);
  }

  /// With one flag that is not as Java has it by itself.
  private static KernelChoice.@Nullable Refusal refusal(String flag, String value, boolean given) {
    return KernelChoice.refusal(
        true, VM, "25", C2, f -> f.equals(flag) ? new KernelChoice.Flag(value, given) : null);
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
    refusals.add(refusal("TieredStopAtLevel", "3", true));
    refusals.add(refusal("UseCompiler", "false", true));
    refusals.add(refusal("EnableVectorSupport", "false", true));
    refusals.add(refusal("UseFMA", "false", false));
    assertThat(refusals).doesNotContainNull().doesNotHaveDuplicates();
  }

  @Test
  void a_flag_that_takes_nothing_away_is_no_reason() {
    assertThat(refusal("TieredStopAtLevel", "4", true)).isNull();
    assertThat(refusal("UseCompiler", "true", true)).isNull();
    assertThat(refusal("EnableVectorSupport", "true", true)).isNull();
    assertThat(refusal("UseAVX", "1", true)).isNull();
    assertThat(refusal("MaxVectorSize", "16", true)).isNull();
    assertThat(refusal("UseFMA", "true", true)).isNull();
  }

  @Test
  void a_processor_without_the_step_of_a_product_is_told_apart_from_an_option() {
    for (String[] lacks : new String[][] {{"UseAVX", "0"}, {"UseFMA", "false"}}) {
      assertThat(refusal(lacks[0], lacks[1], false))
          .isEqualTo(
              new KernelChoice.Refusal(
                  "Java emulates what this processor lacks",
                  "vectors need one that multiplies and adds in one step"));
    }
  }

  @Test
  void vectors_that_java_would_emulate_are_refused_naming_the_option() throws Exception {
    String x86 = System.getProperty("os.arch").equals("amd64") ? "-XX:UseAVX=0" : "-XX:-UseFMA";
    for (String slow : List.of(x86, "-XX:MaxVectorSize=8", "-XX:-EnableVectorSupport")) {
      assertThat(
              probe(
                  "--add-modules",
                  "jdk.incubator.vector",
                  "-XX:+UnlockExperimentalVMOptions",
                  slow))
          .startsWith("scalar (Java emulates what its compiler is denied; remove " + slow + ")");
    }
  }

  @Test
  void an_option_that_comes_from_a_file_is_seen_as_well(@TempDir Path folder) throws Exception {
    String modules = "--add-modules=jdk.incubator.vector";
    Path arguments = folder.resolve("arguments");
    Files.writeString(arguments, "-XX:-UseFMA\n");
    assertThat(probe("@" + arguments, modules, "-Dsoma.kernels=vector"))
        .startsWith("E220 ")
        .contains("Java emulates what its compiler is denied; remove -XX:-UseFMA");
    Path options = folder.resolve("options");
    Files.writeString(options, "-XX:-UseCompiler\n");
    assertThat(probe("-XX:VMOptionsFile=" + options, modules, "-Dsoma.kernels=vector"))
        .startsWith("E220 ")
        .contains("the compiler C2 is off; remove -XX:-UseCompiler");
  }

  @Test
  void of_an_option_that_is_given_twice_the_last_counts() throws Exception {
    assertThat(
            probe(
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:TieredStopAtLevel=1",
                "-XX:TieredStopAtLevel=4"))
        .startsWith("vector ");
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
