package dev.soma.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Scale;
import dev.soma.data.text.DatePart;
import dev.soma.engine.Network;
import dev.soma.fixtures.SmallFits;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The page `docs/format.md` says what is written: these keys and no others, these bytes.
class FormatPageTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @TempDir Path folder;

  private static String page() throws IOException {
    Path here = Path.of("docs/format.md");
    return Files.readString(Files.exists(here) ? here : Path.of("../docs/format.md"));
  }

  /// The rows of the table after these words: the code words of the first and the second cell.
  private static Map<String, List<String>> table(String after) throws IOException {
    String page = page();
    assertThat(page).contains(after);
    Map<String, List<String>> rows = new LinkedHashMap<>();
    boolean begun = false;
    for (String line : page.substring(page.indexOf(after)).lines().skip(1).toList()) {
      if (line.startsWith("| `") && !line.startsWith("| `kind` |")) {
        begun = true;
        String[] cells = line.split("\\|");
        rows.put(codes(cells[1]).getFirst(), codes(cells[2]));
      } else if (begun) {
        break;
      }
    }
    return rows;
  }

  private static List<String> codes(String cell) {
    List<String> codes = new ArrayList<>();
    Matcher m = CODE.matcher(cell);
    while (m.find()) {
      codes.add(m.group(1));
    }
    return codes;
  }

  private JsonNode header(Model model) throws IOException {
    Path file = folder.resolve("m.soma");
    model.save(file);
    byte[] bytes = Files.readAllBytes(file);
    int n = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
    return JsonMapper.shared()
        .readTree(new String(bytes, 8, n, java.nio.charset.StandardCharsets.UTF_8));
  }

  private JsonNode description(Model model) throws IOException {
    return JsonMapper.shared().readTree(header(model).get("__metadata__").get("model").asString());
  }

  private static Set<String> keys(JsonNode node) {
    return new TreeSet<>(node.propertyNames());
  }

  @Test
  void the_metadata_and_the_description_have_the_documented_keys() throws IOException {
    Model model = SmallFits.fit("labels", SmallFits.plain()).model();
    assertThat(table("The values of `__metadata__` are texts:").keySet())
        .containsExactlyInAnyOrderElementsOf(keys(header(model).get("__metadata__")));
    Map<String, List<String>> documented = table("## Description");
    JsonNode description = description(model);
    assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(keys(description));
    assertThat(documented.get("members"))
        .containsExactlyInAnyOrderElementsOf(keys(description.get("members").get(0)));
    assertThat(documented.get("provenance"))
        .containsExactlyInAnyOrderElementsOf(keys(description.get("provenance")));
    assertThat(page()).contains("**Encoder.** `missing`").contains("`columns` is a list");
    assertThat(keys(description.get("members").get(0).get("encoder")))
        .containsExactly("columns", "missing");
    for (MissingPolicy policy : MissingPolicy.values()) {
      assertThat(page()).contains("`" + policy.name() + "`");
    }
  }

  private static final TargetEncoder CLIPPED =
      new TargetEncoder.Numbers(
          List.of("y"), List.of(0.0), List.of(1.0), List.of(-1.0), List.of(1.0));

  @Test
  void targets_of_every_kind_have_the_documented_keys() throws IOException {
    Map<String, Set<String>> written = new TreeMap<>();
    for (String name : List.of("two classes", "three classes", "labels", "a number")) {
      JsonNode target = description(SmallFits.fit(name, SmallFits.plain()).model()).get("target");
      Set<String> keys = keys(target);
      keys.remove("kind");
      written.put(target.get("kind").asString(), keys);
    }
    Set<String> clipped = new TreeSet<>(CLIPPED.toData().keySet());
    clipped.remove("kind");
    written.put((String) CLIPPED.toData().get("kind"), clipped);
    compare(table("**Target.** One of"), written);
  }

  @Test
  void columns_of_every_kind_have_the_documented_keys() throws IOException {
    InputColumn.NumberInput number = new InputColumn.NumberInput("x days", 0, 1, 0, 1, 0, false);
    List<InputColumn> columns =
        List.of(
            number,
            new InputColumn.NumberInput(
                "x", 0, 1, 0, 1, 0, true, new Scale.Quantile(List.of(0.0, 0.5, 1.0))),
            new InputColumn.CategoryInput("c", List.of("a", "b"), true),
            new InputColumn.LevelledInput(
                number, new InputColumn.CategoryInput("x days", List.of("0", "7298"), false)),
            new InputColumn.OneHotInput("o", List.of("a"), List.of(new Scale.Robust(1, 2))),
            new InputColumn.DateInput("d", List.of(DatePart.values()), sevenTimes(number)));
    Map<String, Set<String>> written = new TreeMap<>();
    for (InputColumn column : columns) {
      assertThat(InputColumn.fromData(column.toData())).isEqualTo(column);
      Set<String> keys = new TreeSet<>(column.toData().keySet());
      keys.remove("kind");
      written.put((String) column.toData().get("kind"), keys);
    }
    compare(table("`columns` is a list of"), written);
    for (DatePart part : DatePart.values()) {
      assertThat(page()).contains("`" + part.name() + "`");
    }
  }

  private static List<InputColumn.NumberInput> sevenTimes(InputColumn.NumberInput number) {
    return java.util.Collections.nCopies(DatePart.values().length, number);
  }

  private static void compare(Map<String, List<String>> page, Map<String, Set<String>> written) {
    assertThat(page.keySet()).containsExactlyInAnyOrderElementsOf(written.keySet());
    written.forEach(
        (kind, keys) ->
            assertThat(page.get(kind)).as(kind).containsExactlyInAnyOrderElementsOf(keys));
  }

  /// The model of the page: sold = logistic(0.5 price - 0.25), price standardised.
  private static Model tiny() {
    Network network =
        Network.of(
            NetworkSpec.parse("1 -> Dense(1, logistic)"),
            new double[][] {{0.5}},
            new double[][] {{-0.25}});
    List<InputColumn> columns = List.of(new InputColumn.NumberInput("price", 4, 2, 1, 9, 4, false));
    return new Model(
        List.of(new Member(new Encoder(columns, MissingPolicy.AUTO), network)),
        new TargetEncoder.Classes("sold", List.of("no", "yes")),
        Loss.LOGISTIC_CROSS_ENTROPY,
        0,
        new Provenance("0.1.0", "", 3, 42, Map.of("lr", "0.1"), 7));
  }

  static List<String> dump(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 16) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = at; i < Math.min(at + 16, bytes.length); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        text.append(bytes[i] >= 32 && bytes[i] < 127 ? (char) bytes[i] : '.');
      }
      lines.add(String.format(Locale.ROOT, "%04x  %-48s %s", at, hex, text).stripTrailing());
    }
    return lines;
  }

  @Test
  void the_bytes_of_the_example_are_the_bytes_of_its_model() throws IOException {
    Path file = folder.resolve("tiny.soma");
    tiny().save(file);
    List<String> actual = dump(Files.readAllBytes(file));
    String page = page();
    List<String> shown =
        page.substring(page.indexOf("## Example"))
            .lines()
            .filter(l -> l.matches("[0-9a-f]{4}  .*"))
            .toList();
    assertThat(shown).as(() -> String.join("\n", actual)).hasSizeGreaterThan(10);
    assertThat(actual).containsAll(shown);
    assertThat(shown.getFirst()).isEqualTo(actual.getFirst());
    assertThat(shown.getLast()).isEqualTo(actual.getLast());
    Model loaded = Model.load(file);
    assertThat(loaded.predict(Table.of(List.of("price"), new double[][] {{6}})).scores())
        .containsExactly(0.25f);
  }
}
