package dev.soma.studio.view;

import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Backpropagation of one row, operation by operation, in the digits of `soma explain`.
public final class StepView {
  private StepView() {}

  /// The operations as data.
  ///
  /// @param part whose row it is
  /// @param row of them, from 0
  public static Map<String, Object> of(Subject subject, Snapshot snapshot, Part part, int row) {
    int there = Math.clamp(row, 0, part.rows().rows() - 1);
    BackpropTrace trace =
        subject
            .trace(ReferenceParameters.of(snapshot.parameters()), part.rows(), there)
            .withUpdate(subject.rate())
            .withCheck("W1", 0, 0);
    List<Map<String, Object>> parts = new ArrayList<>();
    for (TraceText.Part op : TraceText.parts(trace, Detail.DEFAULT)) {
      parts.add(
          Map.of(
              "section", op.section(),
              "formula", op.formula(),
              "shape", op.shape(),
              "value", op.value(),
              "notes", op.notes()));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("row", there);
    data.put("part", part.name());
    data.put("rows", part.rows().rows());
    data.put("line", part.rows().line(there));
    data.put("inputs", inputs(subject, part, there));
    data.put("parts", parts);
    data.put("text", TraceText.text(trace, Detail.DEFAULT));
    return data;
  }

  /// Raw values beside what enters the network.
  private static List<List<String>> inputs(Subject subject, Part part, int row) {
    double[] x = Rows.expand(part.rows().batch(row, row + 1))[0];
    List<String> names = subject.encoder().inputNames();
    List<List<String>> inputs = new ArrayList<>();
    for (int i = 0; i < Math.min(x.length, 40); i++) {
      boolean column = part.table().names().contains(names.get(i));
      String raw = column ? part.table().column(names.get(i)).text(row) : "";
      inputs.add(List.of("x" + (i + 1), names.get(i), raw, Texts.figure(x[i])));
    }
    return inputs;
  }
}
