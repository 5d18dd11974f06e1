package dev.soma.recipe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialLogTest {
  private static final TrialLog.Header HEADER =
      new TrialLog.Header(Map.of("target", "y", "data", "abc"), Map.of("trials", "3"));
  private static final Result FIRST =
      new Result(new Trial(0, Map.of()), 64, List.of(0.1, 1.0 / 3), 0.5);
  private static final Result SECOND =
      new Result(
          new Trial(1, Map.of(Setting.HIDDEN, "8,4", Setting.LR, "0.017")), 8, List.of(), 0.1);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("trials.jsonl");
    try (TrialLog log = TrialLog.begin(file, HEADER)) {
      log.write(FIRST, "log_loss");
      log.write(SECOND, "log_loss");
    }
  }

  @Test
  void what_is_written_is_read_back_to_the_last_bit() {
    TrialLog.Content content = TrialLog.read(file);
    assertThat(content.header()).isEqualTo(HEADER);
    assertThat(content.results()).containsExactly(FIRST, SECOND);
    assertThat(content.results().getLast().score()).isNaN();
  }

  @Test
  void scores_that_are_not_finite_are_read_back_as_none_and_so_are_the_words_of_older_files()
      throws IOException {
    Result broken =
        new Result(new Trial(2, Map.of()), 4, List.of(0.5, Double.NaN, Double.NaN), 0.1);
    try (TrialLog log = TrialLog.begin(file, HEADER)) {
      log.write(broken, "rmse");
    }
    assertThat(TrialLog.read(file).results()).containsExactly(broken);
    String text = Files.readString(file);
    assertThat(text).contains("[0.5,null,null]");
    Files.writeString(file, text.replace("[0.5,null,null]", "[0.5,\"NaN\",\"Infinity\"]"));
    assertThat(TrialLog.read(file).results()).containsExactly(broken);
  }

  @Test
  void only_one_search_writes_a_file_and_the_other_changes_nothing() throws IOException {
    TrialLog.Content content = TrialLog.read(file);
    byte[] bytes = Files.readAllBytes(file);
    try (TrialLog _ = TrialLog.resume(file, content, HEADER.goals())) {
      byte[] first = Files.readAllBytes(file);
      assertThatThrownBy(() -> TrialLog.resume(file, content, HEADER.goals()))
          .isInstanceOf(SomaException.Resource.class)
          .hasMessageContaining("another search writes");
      assertThatThrownBy(() -> TrialLog.begin(file, HEADER))
          .isInstanceOf(SomaException.Resource.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(first);
    }
    assertThat(Files.readAllBytes(file)).startsWith(bytes);
  }

  @Test
  void what_another_search_wrote_since_the_file_was_read_is_not_cut_off() throws IOException {
    TrialLog.Content content = TrialLog.read(file);
    try (TrialLog other = TrialLog.resume(file, content, HEADER.goals())) {
      other.write(SECOND, "log_loss");
    }
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() -> TrialLog.resume(file, content, HEADER.goals()))
        .isInstanceOf(SomaException.Resource.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void half_a_line_of_a_killed_process_is_cut_off() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long second = TrialLog.read(file).bytes();
    for (int cut = whole.length - 1; cut > whole.length - 60; cut--) {
      Files.write(file, java.util.Arrays.copyOf(whole, cut));
      TrialLog.Content content = TrialLog.read(file);
      assertThat(content.results()).containsExactly(FIRST);
      assertThat(content.bytes()).isLessThan(second);
      try (TrialLog log = TrialLog.resume(file, content, Map.of("trials", "9"))) {
        log.write(SECOND, "log_loss");
      }
      TrialLog.Content after = TrialLog.read(file);
      assertThat(after.results()).containsExactly(FIRST, SECOND);
      assertThat(after.header().goals()).containsEntry("trials", "9");
      assertThat(after.header().search()).isEqualTo(HEADER.search());
    }
  }

  @Test
  void another_search_is_refused_and_named() {
    TrialLog.Content content = TrialLog.read(file);
    content.require(file, new TrialLog.Header(HEADER.search(), Map.of("trials", "100")));
    TrialLog.Header other = new TrialLog.Header(with("target", "z"), Map.of());
    assertThatThrownBy(() -> content.require(file, other))
        .isInstanceOfSatisfying(
            SomaException.Mismatch.class, e -> assertThat(e.id()).isEqualTo("E522"))
        .hasMessageContaining("is of target y, this one of target z");
    TrialLog.Header more = new TrialLog.Header(with("--lr", "0.1"), Map.of());
    assertThatThrownBy(() -> content.require(file, more)).hasMessageContaining("no --lr");
    TrialLog.Header less = new TrialLog.Header(Map.of("target", "y"), Map.of());
    assertThatThrownBy(() -> content.require(file, less)).hasMessageContaining("this one of no ");
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> all = new TreeMap<>(HEADER.search());
    all.put(name, value);
    return all;
  }

  @Test
  void a_line_that_is_none_and_a_file_that_is_none_are_refused() throws IOException {
    Files.writeString(file, "rubbish\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> TrialLog.read(file))
        .isInstanceOfSatisfying(SomaException.Data.class, e -> assertThat(e.id()).isEqualTo("E342"))
        .hasMessageContaining("line 4");
    Files.writeString(file, "{\"event\":\"trial\",\"trial\":1}\n");
    assertThatThrownBy(() -> TrialLog.read(file)).hasMessageContaining("line 1");
    Files.writeString(file, "");
    assertThatThrownBy(() -> TrialLog.read(file)).hasMessageContaining("line 1");
    assertThatThrownBy(() -> TrialLog.read(folder.resolve("absent")))
        .isInstanceOfSatisfying(
            SomaException.Data.class, e -> assertThat(e.id()).isEqualTo("E304"));
  }
}
