package dev.soma.studio.view;

import dev.soma.model.explain.OutputNumber;
import dev.soma.model.explain.RowInputs;
import dev.soma.studio.draw.Blanks;
import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Places;
import dev.soma.studio.draw.Tables;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Snapshots.When;
import dev.soma.studio.run.Subject;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.symbol.Mark;
import dev.soma.trace.symbol.SymbolReader;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Backpropagation of one row, operation by operation, in the digits of `soma explain`, with the
/// place of every symbol in the network.
public final class StepView {
  private StepView() {}

  /// What is wanted.
  ///
  /// @param part whose row it is
  /// @param row of them, from 0
  /// @param hide whether there are blanks in place of results
  /// @param sums whether every z and delta is also written as a sum of products
  public record Wish(Part part, int row, boolean hide, boolean sums) {
    /// The row that is there: of a larger number the last one.
    int there() {
      return Math.clamp(row, 0, part.rows().rows() - 1);
    }

    Detail detail() {
      Detail usual = Detail.DEFAULT;
      Detail wanted = sums ? usual.zoom(0, 0) : usual;
      return hide ? wanted.hidden() : wanted;
    }
  }

  /// The operations as data; where results are hidden, nothing has them.
  ///
  /// @param kept when the snapshots were that can be gone back to
  public static Map<String, Object> of(
      Subject subject, Snapshot snapshot, List<When> kept, Wish wish) {
    Part rows = wish.part();
    int there = wish.there();
    BackpropTrace trace = trace(subject, snapshot, wish);
    Places places = new Places(trace);
    Tables tables = new Tables(trace, places, wish.hide());
    List<String> numbers = wish.hide() ? List.of() : OutputNumber.lines(subject.target(), trace);
    List<TraceText.Part> parts = new ArrayList<>(TraceText.parts(trace, wish.detail()));
    numbers.forEach(line -> parts.add(new TraceText.Part("predicted", line, "", "", List.of())));
    List<List<Mark>> marks = SymbolReader.marks(parts);
    List<Map<String, Object>> shown = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      shown.add(part(parts.get(p), marks.get(p), places));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("row", there);
    data.put("part", rows.name());
    data.put("rows", rows.rows().rows());
    data.put("line", rows.rows().line(there));
    data.put("inputs", inputs(subject, rows, there));
    data.put("parts", shown);
    String text = TraceText.text(trace, wish.detail());
    data.put("text", numbers.isEmpty() ? text : text + String.join("\n", numbers) + "\n");
    data.put("hide", wish.hide());
    data.put("picture", tables.picture(subject.encoder().inputNames(), subject.classes()));
    data.put("tables", tables.all());
    data.put("times", times(kept, snapshot.when()));
    return data;
  }

  /// The trace whose operations are shown.
  static BackpropTrace trace(Subject subject, Snapshot snapshot, Wish wish) {
    return subject
        .trace(ReferenceParameters.of(snapshot.parameters()), wish.part().rows(), wish.there())
        .withUpdate(subject.rate())
        .withCheck("W1", 0, 0);
  }

  private static Map<String, Object> part(TraceText.Part part, List<Mark> marks, Places places) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("section", part.section());
    data.put("formula", part.formula());
    data.put("shape", part.shape());
    data.put("value", part.value());
    data.put("notes", part.notes());
    List<Map<String, Object>> spans = new ArrayList<>();
    List<Blanks.Blank> blanks = Blanks.of(part);
    for (Mark m : marks) {
      Map<String, Object> span = span(m.text(), m.from(), m.to());
      span.put("path", Places.path(m.symbol()));
      span.put("place", places.place(m.symbol()));
      span.put("name", Places.name(m.symbol()));
      int blank = blanks.indexOf(new Blanks.Blank(m.text(), m.from(), m.to()));
      if (blank >= 0) {
        span.put("blank", blank);
      }
      spans.add(span);
    }
    for (int b = 0; b < blanks.size(); b++) {
      Blanks.Blank blank = blanks.get(b);
      if (marks.stream().noneMatch(m -> m.text() == blank.text() && m.from() == blank.from())) {
        Map<String, Object> span = span(blank.text(), blank.from(), blank.to());
        span.put("blank", b);
        spans.add(span);
      }
    }
    data.put("spans", spans);
    return data;
  }

  private static Map<String, Object> span(int text, int from, int to) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("text", text);
    span.put("from", from);
    span.put("to", to);
    return span;
  }

  /// The steps that lie one batch or one epoch before and after; null where none is kept.
  private static Map<String, @Nullable Long> times(List<When> kept, When now) {
    Map<String, @Nullable Long> times = new LinkedHashMap<>();
    Predicate<When> any = _ -> true;
    Predicate<When> ends = w -> w.batch() == 0;
    times.put("batch_before", before(kept, now, any));
    times.put("batch_after", after(kept, now, any));
    times.put("epoch_before", before(kept, now, ends));
    times.put("epoch_after", after(kept, now, ends));
    return times;
  }

  private static @Nullable Long before(List<When> kept, When now, Predicate<When> which) {
    List<Long> steps =
        kept.stream().filter(which).map(When::step).filter(s -> s < now.step()).toList();
    return steps.isEmpty() ? null : steps.getLast();
  }

  private static @Nullable Long after(List<When> kept, When now, Predicate<When> which) {
    List<Long> steps =
        kept.stream().filter(which).map(When::step).filter(s -> s > now.step()).toList();
    return steps.isEmpty() ? null : steps.getFirst();
  }

  /// Raw values beside what enters the network, and how.
  private static List<List<String>> inputs(Subject subject, Part part, int row) {
    List<RowInputs.Input> all =
        RowInputs.of(subject.encoder(), part.table().rows(row, row + 1)).all();
    List<List<String>> inputs = new ArrayList<>();
    for (int i = 0; i < Math.min(all.size(), 40); i++) {
      RowInputs.Input input = all.get(i);
      String x = Texts.figure(input.x());
      inputs.add(List.of("x" + (i + 1), input.name(), input.raw(), input.formula(), x));
    }
    return inputs;
  }
}
