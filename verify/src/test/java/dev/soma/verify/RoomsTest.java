package dev.soma.verify;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of rooms: a package of core may import only from rooms below it.
class RoomsTest {
  /// The rooms of core, bottom to top. A package inside a room (`nn.layer`) belongs to the room.
  static final List<String> ROOMS =
      List.of(
          "error", "math", "kernel", "nn", "engine", "trace", "optim", "data", "eval", "train",
          "model", "recipe", "lesson");

  private static final JavaClasses CORE = Imported.core();

  @Test
  void every_package_of_core_is_in_the_table() {
    classes()
        .should()
        .resideInAnyPackage(ROOMS.stream().map(RoomsTest::room).toArray(String[]::new))
        .because("a new room needs its place in the table of RoomsTest")
        .check(CORE);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void a_room_imports_only_from_rooms_below_it(String name) {
    String[] above =
        ROOMS.subList(ROOMS.indexOf(name) + 1, ROOMS.size()).stream()
            .map(RoomsTest::room)
            .toArray(String[]::new);
    noClasses()
        .that(resideInAnyPackage(room(name)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(above))
        .because("bottom to top the rooms are " + String.join(", ", ROOMS))
        .allowEmptyShould(true)
        .check(CORE);
  }

  static List<String> rooms() {
    return ROOMS.subList(0, ROOMS.size() - 1);
  }

  @Test
  void packages_are_free_of_cycles() {
    slices().matching("dev.soma.(**)").should().beFreeOfCycles().check(CORE);
    slices()
        .matching("dev.soma.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(Imported.of("cli"));
    slices().matching("dev.soma.(**)").should().beFreeOfCycles().check(Imported.of("studio"));
  }

  @Test
  void the_reference_engine_shares_nothing_with_the_fast_one() {
    noClasses()
        .that(resideInAnyPackage(room("trace")))
        .should()
        .dependOnClassesThat(resideInAnyPackage(room("engine"), room("kernel")))
        .because("it is the oracle of the fast engine's tests")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void core_knows_nothing_of_the_other_modules() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.soma.cli..",
            "dev.soma.studio..",
            "dev.soma.onnx..",
            "dev.soma.serve..",
            "picocli..")
        .check(CORE);
  }

  @Test
  void the_table_names_each_room_once() {
    assertThat(ROOMS).doesNotHaveDuplicates();
  }

  private static String room(String name) {
    return "dev.soma." + name + "..";
  }
}
