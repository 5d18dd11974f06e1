package dev.soma.studio.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.eval.Outcomes;
import dev.soma.studio.Looking;
import dev.soma.studio.draw.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RowListTest extends Looking {
  private RowList list(Outcomes outcomes, int... rows) {
    Part part = Part.of(session.run().subject(), "training");
    return new RowList(session.run().subject(), new Said(part, rows, outcomes));
  }

  private static List<Integer> listed(Map<String, Object> list) {
    JsonNode rows = JsonMapper.shared().valueToTree(list);
    return rows.path("rows").valueStream().map(row -> row.path("row").asInt()).toList();
  }

  @Test
  void rows_without_a_prediction_are_listed_before_all_others() {
    double nan = Double.NaN;
    double[][] p = {{0.9, 0.1}, {nan, nan}, {0.2, 0.8}, {nan, nan}};
    Outcomes.Classes classes = Outcomes.classes(p, new int[] {0, 0, 0, 1});
    assertThat(listed(list(classes, 0, 1, 2, 3).of(classes, _ -> true, List.of("a", "b"))))
        .containsExactly(1, 3, 2, 0);
    double[] truth = {1, 2, 9};
    Outcomes.Numbers numbers = Outcomes.numbers(new double[] {1, nan, 3}, truth);
    assertThat(listed(list(numbers, 0, 1, 2).of(numbers))).containsExactly(1, 2, 0);
  }
}
