package dev.soma.studio.result;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.text.NumberText;
import dev.soma.model.Model;
import dev.soma.model.Prediction;
import dev.soma.model.Predictions;
import dev.soma.studio.draw.Part;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a network says of one row, and what it would say if some of its values were others.
public final class WhatIfView {
  private static final int MOST_OUTPUTS = 24;

  private final Subject subject;
  private final Part part;
  private final int row;
  private final Table own;
  private final Change change;
  private final Table other;
  private final Model model;
  private final Prediction before;
  private final Prediction after;

  private WhatIfView(Subject subject, Snapshot snapshot, Part part, int row, String set) {
    this.subject = subject;
    this.part = part;
    this.row = part.row(row);
    own = part.table().rows(row, row + 1);
    change = Change.read(set, subject.encoder(), own);
    other = change.of(own);
    model = Said.model(subject, snapshot);
    before = prediction(own);
    after = prediction(other);
  }

  private Prediction prediction(Table table) {
    Predictions said = model.predict(table);
    return said.row(0);
  }

  /// What is asked for.
  ///
  /// @param row of the part, from 0
  /// @param set other values, an object of JSON; empty for none
  /// @param find what the names of the columns that are shown contain
  /// @param why whether contributions are wanted although they take long
  /// @param running whether a training runs, so that there is little time
  public record Asked(int row, String set, String find, boolean why, boolean running) {}

  /// The row, its controls, and both predictions as data.
  ///
  /// @throws dev.soma.error.SomaException.Usage E209 for a row that is not there, or values that do
  ///   not fit their columns
  public static Map<String, Object> of(Subject subject, Snapshot snapshot, Part part, Asked asked) {
    return new WhatIfView(subject, snapshot, part, asked.row, asked.set).data(asked);
  }

  private Map<String, Object> data(Asked asked) {
    Encoder encoder = subject.encoder();
    List<Map<String, Object>> controls =
        new Controls(subject, own, change).of(encoder.columns(), asked.find);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("part", part.name());
    data.put("row", row);
    data.put("rows", part.rows().rows());
    data.put("line", part.rows().line(row));
    data.put("columns", controls);
    data.put("columns_of", encoder.columns().size());
    data.put("fixed", encoder.offset() == null ? "" : encoder.offset().column());
    data.put("targets", truth());
    data.put("said_before", List.copyOf(before.values().values()));
    data.put("said_after", List.copyOf(after.values().values()));
    data.put("decision", decision());
    outputs(data);
    data.put("notes", after.flags().stream().map(this::note).toList());
    data.put("why", Why.of(model, other, asked.why, asked.running));
    return data;
  }

  /// How what is said follows from probabilities; empty for numbers.
  private String decision() {
    boolean numbers = subject.target() instanceof TargetEncoder.Numbers;
    return numbers ? subject.applied().leftOut() : Said.decision(subject, subject.classes());
  }

  private List<List<String>> truth() {
    List<List<String>> truth = new ArrayList<>();
    for (String name : subject.target().names()) {
      truth.add(List.of(name, own.column(name).text(0)));
    }
    return truth;
  }

  private void outputs(Map<String, Object> data) {
    boolean numbers = subject.target() instanceof TargetEncoder.Numbers;
    List<Output> all = new ArrayList<>();
    Map<String, Double> then = numbers ? before.numbers() : before.probabilities();
    Map<String, Double> now = numbers ? after.numbers() : after.probabilities();
    then.forEach((name, b) -> all.add(new Output(name, b, Objects.requireNonNull(now.get(name)))));
    List<Output> shown = all;
    if (all.size() > MOST_OUTPUTS) {
      shown =
          all.stream()
              .sorted(Comparator.comparingDouble(o -> -Math.max(o.before, o.after)))
              .limit(MOST_OUTPUTS)
              .toList();
    }
    data.put("kind", numbers ? "numbers" : "probabilities");
    data.put("outputs", shown.stream().map(o -> output(o, numbers)).toList());
    data.put("outputs_left", all.size() - shown.size());
  }

  /// One number that is said, before and after.
  private record Output(String name, double before, double after) {}

  private Map<String, Object> output(Output o, boolean number) {
    double[] ends = number ? ends(o) : new double[] {0, 1};
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", shown(o.name));
    data.put("before", Texts.number(o.before));
    data.put("after", Texts.number(o.after));
    data.put("change", Texts.number(o.after - o.before));
    data.put("before_share", Texts.number((o.before - ends[0]) / (ends[1] - ends[0])));
    data.put("after_share", Texts.number((o.after - ends[0]) / (ends[1] - ends[0])));
    data.put("low", Texts.number(ends[0]));
    data.put("high", Texts.number(ends[1]));
    return data;
  }

  /// Of a label the value that the probability is of.
  private String shown(String name) {
    if (subject.target() instanceof TargetEncoder.Labels l) {
      List<String> levels = l.levels().get(l.names().indexOf(name));
      return name + " = " + (levels.size() > 1 ? levels.get(1) : "not " + levels.getFirst());
    }
    return name;
  }

  /// The least and the largest target of the training rows, and of what is said.
  private double[] ends(Output o) {
    double low = Math.min(o.before, o.after);
    double high = Math.max(o.before, o.after);
    if (subject.trainingRows().column(o.name) instanceof Column.Numbers n) {
      for (int r = 0; r < n.rows(); r++) {
        low = Math.min(low, n.value(r));
        high = Math.max(high, n.value(r));
      }
    }
    return new double[] {low, high > low ? high : low + 1};
  }

  private String note(Flag flag) {
    return flag.column()
        + switch (flag.kind()) {
          case OUT_OF_RANGE ->
              " " + flag.value() + " lies outside the training rows' " + range(flag.column()) + ".";
          case IMPUTED -> " is missing: it is replaced as in training.";
          case NOT_FINITE -> " is no finite number: it is replaced as a missing value is.";
          case NO_PREDICTION -> " has no prediction: what it is taken from is not finite.";
          case UNSEEN -> " \"" + flag.value() + "\" is in no training row: it counts as none.";
        };
  }

  private String range(String name) {
    InputColumn column = column(name);
    return Optional.ofNullable(column)
        .flatMap(InputColumn::asNumber)
        .map(n -> shortened(n.min()) + " to " + shortened(n.max()))
        .orElse("range");
  }

  private static String shortened(double x) {
    String text = NumberText.canonical(x);
    return text.length() > 10 ? Texts.figure(x) : Texts.minus(text);
  }

  private @Nullable InputColumn column(String name) {
    return subject.encoder().columns().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
