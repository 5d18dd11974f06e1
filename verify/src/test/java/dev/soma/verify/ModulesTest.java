package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Which module may depend on which, read from the poms.
class ModulesTest {
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "core", Set.of(),
          "onnx", Set.of("core"),
          "studio", Set.of("core"),
          "serve", Set.of("core"),
          "spark", Set.of("core"),
          "cli", Set.of("core", "onnx", "studio", "serve"),
          "bench", Set.of("core", "onnx", "studio", "serve", "spark"),
          "browser", Set.of("core", "studio", "cli"),
          "lint", Set.of(),
          "verify", Set.of("core", "onnx", "studio", "serve", "spark", "cli"));

  @Test
  void modules_depend_only_on_what_the_table_allows() throws Exception {
    for (String module : modules()) {
      assertThat(ALLOWED).as("the table of modules").containsKey(module);
      assertThat(ALLOWED.get(module))
          .as("what %s may depend on", module)
          .containsAll(dependencies(module));
    }
  }

  @Test
  void every_folder_with_a_pom_is_built() throws Exception {
    Set<String> folders = new TreeSet<>();
    try (Stream<Path> children = Files.list(Tree.ROOT)) {
      children
          .filter(c -> Files.isRegularFile(c.resolve("pom.xml")))
          .forEach(c -> folders.add(c.getFileName().toString()));
    }
    assertThat(modules()).containsExactlyInAnyOrderElementsOf(folders);
  }

  @Test
  void lint_looks_at_the_sources_of_every_module() throws Exception {
    Set<String> looked = new TreeSet<>(texts(pom(Tree.ROOT.resolve("lint")), "root"));
    Set<String> all = new TreeSet<>();
    for (String module : modules()) {
      for (String sources : List.of("src/main/java", "src/test/java")) {
        if (Files.isDirectory(Tree.ROOT.resolve(module).resolve(sources))) {
          all.add("${project.basedir}/../" + module + "/" + sources);
        }
      }
    }
    assertThat(looked).hasSizeGreaterThan(8).isEqualTo(all);
  }

  @Test
  void other_libraries_are_built_only_when_asked_for() throws Exception {
    assertThat(modules()).isNotEmpty().doesNotContain("bench/peers");
    assertThat(texts(pom(Tree.ROOT), "module")).contains("bench/peers");
    assertThat(Files.readString(Tree.ROOT.resolve("docs/performance.md")))
        .contains("bench/compare --python");
    assertThat(Tree.ROOT.resolve("bench/compare")).isExecutable();
  }

  @Test
  void tests_run_on_a_jdk_that_is_allowed() {
    assertThat(Runtime.version()).isGreaterThanOrEqualTo(Runtime.Version.parse("25.0.3"));
    assertThat(Runtime.version().feature()).isEqualTo(25);
  }

  /// The modules of the usual build: those of profiles are left out.
  private static List<String> modules() throws Exception {
    NodeList children = pom(Tree.ROOT).getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element e && e.getTagName().equals("modules")) {
        return texts(e, "module");
      }
    }
    return List.of();
  }

  private static Set<String> dependencies(String module) throws Exception {
    Set<String> names = new TreeSet<>();
    NodeList all = pom(Tree.ROOT.resolve(module)).getElementsByTagName("dependency");
    for (int i = 0; i < all.getLength(); i++) {
      Element dependency = (Element) all.item(i);
      if (texts(dependency, "groupId").equals(List.of("dev.soma"))) {
        names.add(texts(dependency, "artifactId").getFirst().replaceFirst("^soma-", ""));
      }
    }
    return names;
  }

  private static Element pom(Path folder) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve("pom.xml").toFile())
        .getDocumentElement();
  }

  private static List<String> texts(Element parent, String tag) {
    NodeList nodes = parent.getElementsByTagName(tag);
    return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
        .map(i -> nodes.item(i).getTextContent().strip())
        .toList();
  }
}
