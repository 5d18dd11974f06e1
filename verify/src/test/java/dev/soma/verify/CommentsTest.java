package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Comments: every public type, method and package has one, and all are Markdown.
class CommentsTest {
  @Test
  void every_public_type_and_method_has_a_comment() {
    List<String> missing = new ArrayList<>();
    for (Source source : Source.main()) {
      source.uncommented().forEach(m -> missing.add(Tree.name(source.file()) + ":" + m));
    }
    assertThat(missing).as("public, but without a /// comment").isEmpty();
  }

  @Test
  void comments_are_markdown() throws IOException {
    List<String> old = new ArrayList<>();
    for (Path file : Tree.mainFiles()) {
      if (Files.readString(file).contains("/**")) {
        old.add(Tree.name(file));
      }
    }
    assertThat(old).as("files with an old comment; write ///").isEmpty();
  }

  @Test
  void every_package_is_null_marked_and_explained() throws IOException {
    for (Path file : Tree.mainFiles()) {
      if (!Tree.isInfo(file)) {
        Path info = file.resolveSibling("package-info.java");
        assertThat(info).exists();
        assertThat(Files.readString(info))
            .as(Tree.name(info))
            .startsWith("/// ")
            .contains("@NullMarked");
      }
    }
  }

  @Test
  void the_search_for_missing_comments_finds_them(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Planted.java");
    Files.writeString(
        file,
        """
        /// Said.
        public interface Planted {
          void silent();

          /// Said.
          void said();

          record Case(int a) implements Planted {
            public Case {
              a++;
            }

            @Override
            public void silent() {}

            void inside() {}
          }
        }
        """);
    assertThat(Source.parse(List.of(file)).getFirst().uncommented())
        .containsExactly("3 silent", "8 Case");
  }
}
