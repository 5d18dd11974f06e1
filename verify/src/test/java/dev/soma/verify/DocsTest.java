package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages of the project say what is there.
class DocsTest {
  /// `Name`, `Name.Inner`, `Name.method()` or `NameTest.a_test` between backticks.
  private static final Pattern NAME =
      Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.(\\w+))?(?:\\(\\))?`");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern ROOM_ROW = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");
  private static final Pattern JAVA_FILE = Pattern.compile("`([\\w./-]+\\.java)`");

  @Test
  void every_class_and_test_that_the_lecture_page_names_exists() {
    Map<String, List<String>> files = sources();
    List<String> absent = new ArrayList<>();
    Matcher m = NAME.matcher(read(Tree.ROOT.resolve("docs/lecture.md")));
    int found = 0;
    while (m.find()) {
      found++;
      String member = m.group(2);
      boolean exists =
          files.getOrDefault(m.group(1), List.of()).stream()
              .anyMatch(text -> member == null || declares(text, member));
      if (!exists) {
        absent.add(m.group());
      }
    }
    assertThat(found).as("names on the page").isGreaterThan(40);
    assertThat(absent).isEmpty();
  }

  @Test
  void every_room_is_in_the_map_and_in_its_place() {
    List<String> rooms = new ArrayList<>();
    Matcher m = ROOM_ROW.matcher(read(Tree.ROOT.resolve("ARCHITECTURE.md")));
    while (m.find()) {
      rooms.add(m.group(1));
    }
    assertThat(rooms).isEqualTo(RoomsTest.ROOMS);
  }

  @Test
  void every_file_that_the_how_to_tables_name_exists() {
    List<String> names = allFiles().stream().map(Tree::name).toList();
    List<String> absent = new ArrayList<>();
    Matcher m = JAVA_FILE.matcher(read(Tree.ROOT.resolve("CONTRIBUTING.md")));
    while (m.find()) {
      String file = m.group(1);
      if (names.stream().noneMatch(n -> n.equals(file) || n.endsWith("/" + file))) {
        absent.add(file);
      }
    }
    assertThat(absent).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_lead_to_files(Path page) {
    List<String> broken = new ArrayList<>();
    Matcher m = LINK.matcher(CODE.matcher(read(page)).replaceAll("`"));
    while (m.find()) {
      String target = m.group(1);
      if (!target.isEmpty() && !Files.exists(page.resolveSibling(target))) {
        broken.add(m.group());
      }
    }
    assertThat(broken).as("links of %s", Tree.name(page)).isEmpty();
  }

  @Test
  void the_map_is_short_and_decisions_are_shorter() {
    assertThat(Tree.lines(Tree.ROOT.resolve("ARCHITECTURE.md"))).isLessThanOrEqualTo(150);
    for (Path page : pages()) {
      if (Tree.name(page).startsWith("docs/decisions/")) {
        assertThat(read(page).lines().filter(l -> !l.startsWith("|")))
            .as("%s, tables not counted", Tree.name(page))
            .hasSizeLessThanOrEqualTo(40);
      }
    }
  }

  static List<Path> pages() {
    return allFiles().stream().filter(f -> f.toString().endsWith(".md")).toList();
  }

  private static boolean declares(String text, String member) {
    return Pattern.compile(
            "(?:record|class|interface|enum) +%1$s\\b|[\\w>\\]] +%1$s\\(".formatted(member))
        .matcher(text)
        .find();
  }

  /// The texts of all Java files by the name of their type.
  private static Map<String, List<String>> sources() {
    Map<String, List<String>> sources = new HashMap<>();
    for (Path file : allFiles()) {
      String name = String.valueOf(file.getFileName());
      if (name.endsWith(".java")) {
        sources
            .computeIfAbsent(name.substring(0, name.length() - 5), _ -> new ArrayList<>())
            .add(read(file));
      }
    }
    return sources;
  }

  private static List<Path> allFiles() {
    try (Stream<Path> files = Files.walk(Tree.ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> isOurs(Tree.ROOT.relativize(f)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Neither built, nor of a run, nor hidden.
  private static boolean isOurs(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.equals("target") || name.equals("runs") || name.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
