package dev.soma.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page of errors has every id that the code uses, and no other.
class ErrorsPageTest {
  private static final Path PAGE = Tree.ROOT.resolve("docs/errors.md");

  @Test
  void the_page_lists_every_id_once() throws IOException {
    Set<String> used = new TreeSet<>(ids("\"(E\\d{3})\"", Tree.mainFiles()));
    used.addAll(ids("error (E\\d{3}) ", List.of(Tree.ROOT.resolve("soma"))));
    List<String> listed = ids("(?m)^\\| (E\\d{3}) ", List.of(PAGE));
    assertThat(listed).isSorted().doesNotHaveDuplicates();
    assertThat(new TreeSet<>(listed)).isEqualTo(used);
  }

  @Test
  void ids_stand_under_their_exit_code() throws IOException {
    String code = "";
    for (String line : Files.readAllLines(PAGE)) {
      if (line.matches("## \\d .*")) {
        code = line.substring(3, 4);
      }
      if (line.startsWith("| E")) {
        assertThat(line).startsWith("| E" + code);
      }
    }
    assertThat(code).isEqualTo("8");
  }

  private static List<String> ids(String pattern, List<Path> files) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Path file : files) {
      Matcher m = Pattern.compile(pattern).matcher(Files.readString(file));
      while (m.find()) {
        ids.add(m.group(1));
      }
    }
    return ids;
  }
}
