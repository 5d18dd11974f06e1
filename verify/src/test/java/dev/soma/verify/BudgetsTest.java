package dev.soma.verify;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The sizes that keep the house liveable.
class BudgetsTest {
  private static final int FILE_LINES = 400;
  private static final int KERNEL_FILE_LINES = 600;
  private static final int METHOD_LINES = 40;
  private static final int KERNEL_METHOD_LINES = 100;
  private static final int PACKAGE_FILES = 12;

  @Test
  void files_are_short() {
    List<String> tooLong = new ArrayList<>();
    for (Path file : Tree.mainFiles()) {
      int budget = isKernel(file) ? KERNEL_FILE_LINES : FILE_LINES;
      int lines = Tree.lines(file);
      if (lines > budget) {
        tooLong.add("%s: %d lines, at most %d".formatted(Tree.name(file), lines, budget));
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void methods_are_short() {
    List<String> tooLong = new ArrayList<>();
    for (Source source : Source.main()) {
      int budget = isKernel(source.file()) ? KERNEL_METHOD_LINES : METHOD_LINES;
      for (MethodTree method : source.methods()) {
        int lines = source.lines(method);
        if (lines > budget) {
          tooLong.add(
              "%s:%d %s: %d lines, at most %d"
                  .formatted(
                      Tree.name(source.file()),
                      source.line(method),
                      method.getName(),
                      lines,
                      budget));
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void packages_are_small() {
    Map<Path, Long> files =
        Tree.mainFiles().stream()
            .filter(f -> !Tree.isInfo(f))
            .collect(groupingBy(Path::getParent, TreeMap::new, counting()));
    assertThat(files).isNotEmpty();
    files.forEach(
        (folder, count) ->
            assertThat(count)
                .as("files of %s", Tree.name(folder))
                .isLessThanOrEqualTo(PACKAGE_FILES));
  }

  @Test
  void shares_are_reported() {
    List<JavaClass> types =
        Imported.core().stream()
            .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
            .toList();
    long inside =
        types.stream().filter(c -> !c.getModifiers().contains(JavaModifier.PUBLIC)).count();
    int main = 0;
    int test = 0;
    for (Path module : Tree.MODULES) {
      main += Tree.javaFiles(module, "main").stream().mapToInt(Tree::lines).sum();
      test += Tree.javaFiles(module, "test").stream().mapToInt(Tree::lines).sum();
    }
    test +=
        Tree.javaFiles(Tree.ROOT.resolve("verify"), "test").stream().mapToInt(Tree::lines).sum();
    System.out.printf(
        Locale.ROOT,
        "budget: %d of %d top-level types of core are package-private (%.0f %%, wanted 25 %%)%n"
            + "budget: %d lines of tests, %d of main code (%.2f, wanted 0.80)%n",
        inside,
        types.size(),
        100.0 * inside / types.size(),
        test,
        main,
        (double) test / main);
    assertThat(types).isNotEmpty();
    assertThat(main).isPositive();
  }

  private static boolean isKernel(Path file) {
    return Tree.name(file).startsWith("core/src/main/java/dev/soma/kernel/");
  }
}
