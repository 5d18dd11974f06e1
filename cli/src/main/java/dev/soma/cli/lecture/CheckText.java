package dev.soma.cli.lecture;

import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.check.CheckReport;
import dev.soma.trace.check.Kink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What a gradient check has found, as lines of the screen and as JSON.
///
/// @param check that was run
/// @param report what it found
/// @param table the rows that it was run on
record CheckText(GradientCheck check, CheckReport report, Table table) {
  /// Most parameters of a tensor whose kinks are shown.
  private static final int SHOWN = 3;

  /// The parameters of one tensor that are at kinks, a few of them.
  private List<CheckReport.Entry> shown(CheckReport.Tensor t) {
    return t.kinks().subList(0, Math.min(SHOWN, t.kinks().size()));
  }

  /// The table of tensors, the kinks, and the verdict.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("  tensor      size  checked  kinks  max rel. error  worst");
    for (CheckReport.Tensor t : report.tensors()) {
      String error = t.untold() ? "-" : exponent(t.maxRelativeError());
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-8s %7d  %7d  %5d  %14s  %s",
              t.name(),
              t.size(),
              t.checked(),
              t.kinks().size(),
              error,
              place(t.worst()) + (t.moved() > 0 ? "  (moved)" : "")));
    }
    lines.addAll(kinks());
    lines.addAll(moved());
    lines.add(verdict());
    return lines;
  }

  private List<String> kinks() {
    List<String> lines = new ArrayList<>();
    for (CheckReport.Tensor t : report.tensors()) {
      for (CheckReport.Entry e : shown(t)) {
        List<Kink> places = check.kinks(e);
        lines.add(
            "  "
                + Text.padded(t.name() + " [" + (e.row() + 1) + ", " + (e.col() + 1) + "]", 13)
                + (places.isEmpty() ? "" : words(places.getFirst()))
                + (places.size() > 1 ? "; and " + (places.size() - 1) + " more" : ""));
      }
      int more = t.kinks().size() - SHOWN;
      if (more > 0) {
        lines.add(
            "  "
                + Text.padded(t.name(), 13)
                + "… "
                + more
                + " more parameter"
                + (more == 1 ? "" : "s"));
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst("kinks: J bends within h, so their difference mixes two slopes; not counted");
    }
    return lines;
  }

  private List<String> moved() {
    List<CheckReport.Tensor> moved =
        report.tensors().stream().filter(t -> t.moved() > 0 && !t.untold()).toList();
    return moved.isEmpty()
        ? List.of()
        : List.of(
            "moved: every parameter of "
                + names(moved)
                + " is at a kink or has a gradient of 0, which tells nothing; compared with every"
                + " parameter θ moved by up to "
                + moved.getFirst().moved()
                + " max(1, |θ|)");
  }

  private String verdict() {
    int kinks = report.tensors().stream().mapToInt(t -> t.kinks().size()).sum();
    List<CheckReport.Tensor> none = report.untold();
    String word =
        report.passes() ? "passed" : isWrong() || none.isEmpty() ? "FAILED" : "NOT CHECKED";
    return word
        + ": "
        + (none.isEmpty() ? "" : nothing() + "; ")
        + "largest relative error "
        + exponent(report.maxRelativeError())
        + String.format(Locale.ROOT, ", below %.0e passes", CheckReport.TOLERANCE)
        + (kinks == 0 ? "" : "; " + kinks + " at a kink are not counted");
  }

  /// `nothing of W1 could be compared; all gradients of b1 are 0, which tells nothing of them`.
  String nothing() {
    List<CheckReport.Tensor> none = report.untold();
    List<CheckReport.Tensor> kinks = none.stream().filter(t -> !t.zero()).toList();
    List<CheckReport.Tensor> zero = none.stream().filter(CheckReport.Tensor::zero).toList();
    return (kinks.isEmpty() ? "" : "nothing of " + names(kinks) + " could be compared")
        + (kinks.isEmpty() || zero.isEmpty() ? "" : "; ")
        + (zero.isEmpty()
            ? ""
            : "all gradients of " + names(zero) + " are 0, which tells nothing of them");
  }

  /// Whether something that was compared differs.
  boolean isWrong() {
    return !(report.maxRelativeError() < CheckReport.TOLERANCE); // NaN is wrong
  }

  /// `W1, b1`.
  static String names(List<CheckReport.Tensor> tensors) {
    return Text.list(tensors.stream().map(CheckReport.Tensor::name).toList(), 20);
  }

  private static String exponent(double x) {
    return String.format(Locale.ROOT, "%.1e", x);
  }

  /// `row 2 (line 3): z(2)₁ = 0, of relu`.
  private String words(Kink k) {
    String value = k.value() == 0 ? "0" : Text.minus(exponent(k.value()));
    String what =
        switch (k.kind()) {
          case UNIT -> symbol("z", k) + " = " + value + ", of " + k.function();
          case MAXOUT -> "two pieces of " + symbol("z", k) + " differ by " + value;
          case EMBEDDING -> "ReLU " + k.unit() + " of " + k.function();
          case LOSS -> symbol("a", k) + " − y = " + value + ", of " + k.function();
          case WEIGHT -> "the weight is " + value + ", where " + k.function() + " bends";
        };
    String row = k.row() == 0 ? "" : "row " + k.row() + " (line " + line(k) + "): ";
    return (k.member() == 0 ? "" : "member " + k.member() + ", ") + row + what;
  }

  private int line(Kink k) {
    return table.line(k.row() - 1);
  }

  private static String symbol(String letter, Kink k) {
    StringBuilder text = new StringBuilder(letter + "(" + k.l() + ")");
    Integer.toString(k.unit()).chars().forEach(c -> text.append((char) ('₀' + c - '0')));
    return text.toString();
  }

  private static String place(CheckReport.@Nullable Entry e) {
    return e == null
        ? ""
        : Text.minus(
            String.format(
                Locale.ROOT,
                "[%d, %d] %.8f, difference %.8f",
                e.row() + 1,
                e.col() + 1,
                e.gradient(),
                e.difference()));
  }

  /// All of it on one line.
  ///
  /// @param planted the tensor that has a bug
  String json(Optional<String> planted) {
    List<Map<String, Object>> tensors = new ArrayList<>();
    for (CheckReport.Tensor t : report.tensors()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("tensor", t.name());
      fields.put("size", t.size());
      fields.put("checked", t.checked());
      fields.put("kinks", t.kinks().size());
      fields.put("max_relative_error", t.untold() ? null : t.maxRelativeError());
      if (t.moved() > 0) {
        fields.put("moved", t.moved());
      }
      if (!t.kinks().isEmpty()) {
        fields.put("at_kinks", shown(t).stream().map(this::fields).toList());
        fields.put("more_at_kinks", t.kinks().size() - shown(t).size());
      }
      tensors.add(fields);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("passed", report.passes());
    planted.ifPresent(t -> all.put("planted", t));
    all.put("max_relative_error", report.maxRelativeError());
    all.put("not_compared", report.untold().stream().map(CheckReport.Tensor::name).toList());
    all.put("tensors", tensors);
    return JsonMapper.shared().writeValueAsString(all);
  }

  private Map<String, Object> fields(CheckReport.Entry e) {
    List<Kink> places = check.kinks(e);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("row", e.row() + 1);
    fields.put("col", e.col() + 1);
    fields.put("gradient", e.gradient());
    fields.put("difference", e.difference());
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Kink k : places.subList(0, Math.min(SHOWN, places.size()))) {
      Map<String, Object> place = new LinkedHashMap<>();
      place.put("what", words(k));
      if (k.row() > 0) {
        place.put("row", k.row());
        place.put("line", line(k));
        place.put("layer", k.l());
        place.put("unit", k.unit());
      }
      place.put("value", Double.isFinite(k.value()) ? k.value() : null);
      shown.add(place);
    }
    fields.put("places", shown);
    fields.put("more_places", places.size() - shown.size());
    return fields;
  }
}
