package dev.soma.model.explain;

import dev.soma.data.Column;
import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.Flag;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.scale.Scale;
import dev.soma.math.Normal;
import dev.soma.trace.Rows;
import java.util.ArrayList;
import java.util.List;

/// How the raw values of one row become a(1), each input with the formula of its column and the
/// numbers of this row.
///
/// ```java
/// RowInputs inputs = RowInputs.of(model.encoder(), table.rows(0, 1));
/// inputs.all().forEach(i -> IO.println(i.name() + " = " + i.formula() + " = " + i.x()));
/// ```
///
/// @param all in the order of a(1)
/// @param rules what the formulas mean, one sentence each; only those that occur
public record RowInputs(List<Input> all, List<String> rules) {
  private static final int NAMED = 8;
  private static final String CLIP = "clip(u) = u/√(1 + (u/3)²)";
  private static final String RANK =
      "normal quantile of the share of the training values below the value";
  private static final String SIGNS =
      "a category of two levels is 1 for the first, −1 for the second, 0 for none";

  /// One entry of a(1).
  ///
  /// @param name of the input
  /// @param raw the value of its column, as read; empty if it is missing
  /// @param formula how x comes about, such as `clip((38 − 37)/9.9)`
  /// @param x the number
  public record Input(String name, String raw, String formula, double x) {}

  /// Copies.
  public RowInputs {
    all = List.copyOf(all);
    rules = List.copyOf(rules);
  }

  /// The inputs of the first row of a table.
  ///
  /// @throws dev.soma.error.SomaException.Mismatch as [Encoder#encode(Table)]
  public static RowInputs of(Encoder encoder, Table table) {
    return new Steps(encoder, table.rows(0, 1)).inputs();
  }

  /// The inputs of one row while they are collected: the numbers of columns, those of one-hot
  /// columns, then the codes.
  private static final class Steps {
    private final Encoder encoder;
    private final Table row;
    private final double[] x;
    private final double[] unscaled;
    private final List<Flag> flags = new ArrayList<>();
    private final List<Input> all = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private final List<String> fills = new ArrayList<>();

    Steps(Encoder encoder, Table row) {
      this.encoder = encoder;
      this.row = row;
      x = Rows.expand(encoder.encode(row, null, flags::add).batch(0, 1))[0];
      List<InputColumn> plain = encoder.columns().stream().map(Steps::plain).toList();
      unscaled = Rows.expand(new Encoder(plain, encoder.missing()).encode(row).batch(0, 1))[0];
    }

    /// The same column without its scale.
    private static InputColumn plain(InputColumn column) {
      return switch (column) {
        case InputColumn.NumberInput n -> plain(n);
        case InputColumn.LevelledInput l ->
            new InputColumn.LevelledInput(plain(l.number()), l.values());
        case InputColumn.OneHotInput o ->
            new InputColumn.OneHotInput(
                o.name(), o.levels(), o.scales().stream().map(_ -> none()).toList());
        case InputColumn.DateInput d ->
            new InputColumn.DateInput(
                d.name(), d.parts(), d.numbers().stream().map(Steps::plain).toList());
        case InputColumn.CategoryInput c -> c;
      };
    }

    private static InputColumn.NumberInput plain(InputColumn.NumberInput n) {
      return new InputColumn.NumberInput(
          n.name(), n.mean(), n.sd(), n.min(), n.max(), n.fill(), n.indicator(), none());
    }

    private static Scale none() {
      return new Scale.Standard(0, 1);
    }

    RowInputs inputs() {
      for (InputColumn column : encoder.columns()) {
        switch (column) {
          case InputColumn.NumberInput n -> addNumber(n, column.name());
          case InputColumn.LevelledInput l -> addNumber(l.number(), column.name());
          case InputColumn.DateInput d -> d.numbers().forEach(n -> addNumber(n, column.name()));
          case InputColumn.OneHotInput _, InputColumn.CategoryInput _ -> {}
        }
      }
      for (InputColumn column : encoder.columns()) {
        if (column instanceof InputColumn.OneHotInput oneHot) {
          addOneHot(oneHot);
        }
      }
      encoder.columns().stream().flatMap(c -> c.asCategory().stream()).forEach(this::addCodes);
      List<String> unseen =
          flags.stream()
              .filter(f -> f.kind() == Flag.Kind.UNSEEN)
              .map(f -> f.column() + " " + f.value())
              .toList();
      rule("missing numbers are filled as in training: ", fills);
      rule("in no training row, so none of the levels: ", unseen);
      return new RowInputs(all, rules);
    }

    private void rule(String begin, List<String> of) {
      if (!of.isEmpty()) {
        String more = of.size() > NAMED ? ", … " + (of.size() - NAMED) + " more" : "";
        rules.add(begin + String.join(", ", of.subList(0, Math.min(NAMED, of.size()))) + more);
      }
    }

    private void addNumber(InputColumn.NumberInput n, String column) {
      boolean filled =
          flags.stream()
              .anyMatch(
                  f ->
                      f.column().equals(column)
                          && (f.kind() == Flag.Kind.IMPUTED || f.kind() == Flag.Kind.NOT_FINITE));
      boolean part = !n.name().equals(column); // of a date
      double value = filled ? n.fill() : part ? unscaled[all.size()] : asRead(column);
      String text = OutputNumber.number(value);
      if (filled) {
        fills.add(n.name() + " " + text);
      }
      add(n.name(), column, scaled(n.scale(), text));
      if (n.indicator()) {
        add(n.name() + " is missing", column, "[" + column + " is missing]");
      }
    }

    /// The number of a column as a double, which may be beyond what an input can hold.
    private double asRead(String column) {
      return switch (row.column(column)) {
        case Column.Numbers read -> read.value(0);
        case Column.Text read -> row.options().number(column, read.text(0));
      };
    }

    private void addOneHot(InputColumn.OneHotInput oneHot) {
      for (int i = 0; i < oneHot.scales().size(); i++) {
        double value = unscaled[all.size()];
        String formula = scaled(oneHot.scales().get(i), OutputNumber.number(value));
        add(oneHot.inputNames().get(i), oneHot.name(), formula);
      }
      if (oneHot.levels().size() == 2) {
        rule(SIGNS);
      }
    }

    private void addCodes(InputColumn.CategoryInput category) {
      for (int code = 0; code < category.size(); code++) {
        String name = category.codeName(code);
        String level = code < category.levels().size() ? category.levels().get(code) : "";
        String is = category.name() + (level.isEmpty() ? " is missing" : " = " + level);
        add(name, category.name(), "[" + is + "]");
      }
    }

    private void add(String name, String column, String formula) {
      Column read = row.column(column);
      all.add(new Input(name, read.isMissing(0) ? "" : read.text(0), formula, x[all.size()]));
    }

    /// @param text the value as it is written
    private String scaled(Scale scale, String text) {
      return switch (scale) {
        case Scale.Standard s -> standard(text, s.mean(), s.sd());
        case Scale.Robust r when r.factor() == 0 -> "0·(" + standard(text, r.median(), 1) + ")";
        case Scale.Robust r -> {
          rule(CLIP);
          yield "clip(" + standard(text, r.median(), 1 / r.factor()) + ")";
        }
        case Scale.Quantile _ -> {
          rule(RANK);
          yield "normal quantile of " + share(x[all.size()]);
        }
        case Scale.Logarithm l -> scaled(l.then(), "asinh(" + standard(text, 0, l.unit()) + ")");
      };
    }

    /// The share whose normal quantile is z.
    private static String share(double z) {
      double outer = 0; // the share beyond |z| is between these
      double inner = 0.5;
      for (int i = 0; i < 64; i++) {
        double middle = (outer + inner) / 2;
        boolean beyond = Normal.quantile(middle) < -Math.abs(z);
        outer = beyond ? middle : outer;
        inner = beyond ? inner : middle;
      }
      boolean rare = inner < 0.01;
      return z <= 0
          ? OutputNumber.number(inner)
          : rare ? "1 − " + OutputNumber.number(inner) : OutputNumber.number(1 - inner);
    }

    private void rule(String words) {
      if (!rules.contains(words)) {
        rules.add(words);
      }
    }

    /// `(38 − 37)/9.9`, without what changes nothing.
    private static String standard(String text, double mean, double width) {
      String size = OutputNumber.number(Math.abs(mean));
      String difference = mean == 0 ? text : text + (mean < 0 ? " + " : " − ") + size;
      String bracketed = mean == 0 ? text : "(" + difference + ")";
      return width == 1 ? difference : bracketed + "/" + OutputNumber.number(width);
    }
  }
}
