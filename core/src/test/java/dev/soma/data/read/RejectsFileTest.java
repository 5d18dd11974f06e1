package dev.soma.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsFileTest {
  private static final List<String> LINES = List.of("line,id,reason,a,b", "7,E305,no number,zz,1");

  @TempDir Path folder;

  private final RejectsFile.Held held = new RejectsFile.Held();

  private void reject(Path file) {
    try (RejectsFile rejects = ReadOptions.DEFAULT.holdRejects(held).skipBadRows(file).rejects()) {
      rejects.add(List.of("a", "b"), 7, "E305", "no number", List.of("zz", "1"));
    }
  }

  @Test
  void what_is_held_is_in_its_place_once_it_is_kept_and_nowhere_once_it_is_dropped()
      throws IOException {
    Path file = Files.writeString(folder.resolve("p.csv"), "of an earlier command");
    reject(file);
    assertThat(file).hasContent("of an earlier command");
    held.keep();
    assertThat(Files.readAllLines(file)).isEqualTo(LINES);
    RejectsFile.Held other = new RejectsFile.Held();
    try (RejectsFile rejects = ReadOptions.DEFAULT.holdRejects(other).skipBadRows(file).rejects()) {
      rejects.add(List.of("a"), 9, "E305", "no number", List.of("x"));
    }
    other.drop();
    assertThat(Files.readAllLines(file)).isEqualTo(LINES);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_link_stays_a_link_and_a_private_file_stays_private() throws IOException {
    Path target = Files.writeString(folder.resolve("target.csv"), "older");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), target);
    reject(link);
    held.keep();
    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllLines(target)).isEqualTo(LINES);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_folder_in_its_place_is_not_replaced() throws IOException {
    Path place = Files.createDirectory(folder.resolve("p.csv"));
    reject(place);
    assertThatThrownBy(held::keep)
        .isInstanceOfSatisfying(
            SomaException.Resource.class, e -> assertThat(e.id()).isEqualTo("E804"));
    held.drop();
    assertThat(place).isEmptyDirectory();
  }
}
