package dev.soma.verify;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What code of core does not do, each with its reason.
class HabitsTest {
  private static final JavaClasses CORE = Imported.core();
  private static final String KERNEL = "dev.soma.kernel..";

  private static final Set<String> INEXACT =
      Set.of(
          "exp", "expm1", "log", "log1p", "log10", "pow", "cbrt", "hypot", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");
  private static final Set<String> EXECUTORS =
      Set.of(
          "java.util.concurrent.Executors",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.CompletableFuture",
          "java.util.Timer");
  private static final Set<String> STARTERS =
      Set.of("<init>", "ofPlatform", "ofVirtual", "startVirtualThread");
  private static final Set<String> PARALLEL =
      Set.of("parallel", "parallelStream", "parallelSort", "parallelSetAll", "parallelPrefix");

  @Test
  void only_kernel_uses_the_vector_api() {
    noClasses()
        .that()
        .resideOutsideOfPackage(KERNEL)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .because("the rest of the library must run without the module")
        .check(CORE);
  }

  @Test
  void all_vectors_are_of_one_length() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.soma.kernel.product.Lanes")
        .should()
        .accessFieldWhere(
            describe(
                "names a length",
                (JavaAccess<?> a) ->
                    a.getTargetOwner().getPackageName().startsWith("jdk.incubator.vector")
                        && a.getName().startsWith("SPECIES_")))
        .orShould()
        .callMethodWhere(
            describe(
                "makes a kind of vectors",
                (JavaAccess<?> a) ->
                    a.getTargetOwner().getName().equals("jdk.incubator.vector.VectorSpecies")
                        && a.getName().startsWith("of")))
        .because("the tiles are boxed once C2 has seen two lengths: decision 54")
        .check(CORE);
  }

  @Test
  void only_kernels_and_networks_side_by_side_make_threads() {
    noClasses()
        .that()
        .resideOutsideOfPackages(KERNEL, "dev.soma.train.parallel")
        .should()
        .accessTargetWhere(describe("starts threads", HabitsTest::startsThreads))
        .orShould()
        .dependOnClassesThat(describe("run tasks", c -> EXECUTORS.contains(c.getName())))
        .because(
            "the order of sums must not depend on who runs them; kernel.ThreadTeam keeps it, and"
                + " a network is trained by one thread")
        .check(CORE);
  }

  @Test
  void core_writes_to_no_standard_stream() {
    noClasses()
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.IO")
        .because("a library does not print; listeners and the command do")
        .check(CORE);
  }

  @Test
  void randomness_comes_in_as_seeds() {
    noClasses()
        .should()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .orShould()
        .callMethod(java.util.Collections.class, "shuffle", java.util.List.class)
        .orShould()
        .dependOnClassesThat(
            describe(
                "draw without a seed of the run",
                c ->
                    Set.of(
                            "java.util.Random",
                            "java.security.SecureRandom",
                            "java.util.concurrent.ThreadLocalRandom")
                        .contains(c.getName())))
        .because("equal seeds give equal runs: use Seeds")
        .check(CORE);
  }

  @Test
  void exceptions_are_of_a_kind() {
    noClasses()
        .should(THROW_GENERIC_EXCEPTIONS)
        .because(
            "a user's mistake is a SomaException with id and fix, a caller's an IllegalArgumentException")
        .check(CORE);
  }

  @Test
  void there_is_no_logging_in_core() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .orShould()
        .callMethod(System.class, "getLogger", String.class)
        .because("what happens is told to a TrainingListener")
        .check(CORE);
  }

  @Test
  void functions_give_the_same_bits_on_every_machine() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "calls a function of Math that may differ between machines",
                call ->
                    call.getTargetOwner().isEquivalentTo(Math.class)
                        && INEXACT.contains(call.getName())))
        .because(
            "Math.exp and its like may differ in the last bit: use StrictMath or kernel's own polynomials")
        .check(CORE);
  }

  @Test
  void numbers_are_not_formatted_for_the_place_where_the_machine_stands() {
    DescribedPredicate<JavaAccess<?>> defaultLocale =
        describe(
            "formats with the default locale",
            call ->
                (call.getTargetOwner().isEquivalentTo(String.class)
                        && Set.of("format", "formatted").contains(call.getName())
                        && !parameters(call).getFirst().isEquivalentTo(java.util.Locale.class))
                    || (call.getTargetOwner().isEquivalentTo(String.class)
                        && Set.of("toLowerCase", "toUpperCase").contains(call.getName())
                        && parameters(call).isEmpty()));
    noClasses().should().accessTargetWhere(defaultLocale).because("use Locale.ROOT").check(CORE);
    noClasses()
        .should()
        .accessTargetWhere(defaultLocale)
        .because("use Locale.ROOT")
        .check(Imported.of("cli"));
    noClasses()
        .should()
        .accessTargetWhere(defaultLocale)
        .because("use Locale.ROOT")
        .check(Imported.of("studio"));
  }

  private static List<JavaClass> parameters(JavaAccess<?> call) {
    return call.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
        ? unit.getRawParameterTypes()
        : List.of();
  }

  private static boolean startsThreads(JavaAccess<?> call) {
    boolean thread = call.getTargetOwner().isAssignableTo(Thread.class);
    return (thread && STARTERS.contains(call.getName())) || PARALLEL.contains(call.getName());
  }
}
