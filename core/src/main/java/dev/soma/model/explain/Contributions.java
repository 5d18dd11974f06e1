package dev.soma.model.explain;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.trace.Backpropagation.Scores;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.attribute.Attribution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why a model predicts what it does for one row: how much each column of the table moves a score
/// away from that of a base row ([Attribution]), the inputs of a column added up.
///
/// The score is z of the output layer before softmax, the logistic function or exp, without the
/// temperature; of a predicted number the number, in units of the target, without its bounds; an
/// offset is not in it. The base row has the training mean in each number, which is not missing,
/// and all levels of a category alike. Of several members all is the mean: each has its own
/// encoder, base row and score.
///
/// ```java
/// Contributions why = Contributions.of(model, table.rows(0, 1));
/// why.columns().forEach(c -> IO.println(c.name() + " " + c.contribution()));
/// ```
///
/// @param output the class, label or target whose score it is
/// @param columns in the order of the training table
/// @param score of the row
/// @param baseScore of the base row
/// @param predicted the number that the model predicts: each member's score clipped to its bounds,
///   and their mean; the score itself where it is no number
/// @param number whether the score is a predicted number
/// @param exact whether all members are piecewise linear, and their integrals exact
/// @param steps pieces, or points of the quadrature, of all members
/// @param members how many networks the mean is of
public record Contributions(
    String output,
    List<Column> columns,
    double score,
    double baseScore,
    double predicted,
    boolean number,
    boolean exact,
    int steps,
    int members) {
  /// One column.
  ///
  /// @param name of the column
  /// @param value in the row, as read; empty if it is missing
  /// @param base what it is in the base row, for a person
  /// @param contribution what it adds to the score
  public record Column(String name, String value, String base, double contribution) {}

  /// Copies.
  public Contributions {
    columns = List.copyOf(columns);
  }

  /// The contributions to the score of the class that is predicted; between two classes of one
  /// output to that of the positive one, of several labels or numbers, or where no class is
  /// predicted, to that of the first.
  ///
  /// @param row a table of one row
  /// @throws dev.soma.error.SomaException.Mismatch E510 for a missing column, E512 for one of
  ///   another type
  public static Contributions of(Model model, Table row) {
    Predictions said = model.predict(row);
    boolean classes = model.target() instanceof TargetEncoder.Classes;
    int output = classes && outputs(model).size() > 1 ? said.predictedClass(0) : 0;
    return of(model, row, Math.max(0, output));
  }

  /// The contributions to the score of one of the outputs.
  ///
  /// @param row a table of one row
  /// @param output position in [#outputs]
  public static Contributions of(Model model, Table row, int output) {
    Map<String, Double> sums = new LinkedHashMap<>();
    Map<String, InputColumn> columns = new LinkedHashMap<>();
    int count = model.members().size();
    double score = 0;
    double before = 0;
    double predicted = 0;
    int steps = 0;
    boolean exact = true;
    for (Member m : model.members()) {
      Encoder encoder = m.encoder();
      BaseRow base = new BaseRow(encoder);
      Attribution a = attribution(m, base, row, output);
      double unit = unit(model, m, output);
      double[] each = a.inputs().stream().mapToDouble(c -> c * unit / count).toArray();
      double[] byColumn = base.byColumn(each);
      for (int c = 0; c < byColumn.length; c++) {
        InputColumn column = encoder.columns().get(c);
        columns.putIfAbsent(column.name(), column);
        sums.merge(column.name(), byColumn[c], Double::sum);
      }
      score += number(model, m, output, a.score()) / count;
      before += number(model, m, output, a.baseScore()) / count;
      predicted += predicted(model, m, output, a.score()) / count;
      steps += a.steps();
      exact &= a.exact();
    }
    return new Contributions(
        outputs(model).get(output),
        columns(row, columns, sums),
        score,
        before,
        predicted,
        isNumber(model),
        exact,
        steps,
        count);
  }

  private static List<Column> columns(
      Table row, Map<String, InputColumn> columns, Map<String, Double> sums) {
    List<Column> all = new ArrayList<>();
    columns.forEach(
        (name, column) ->
            all.add(
                new Column(
                    name, text(row, name), BaseRow.words(column), sums.getOrDefault(name, 0.0))));
    return all;
  }

  /// What scores are of: the positive one of two classes, else all classes; labels; numbers.
  public static List<String> outputs(Model model) {
    int width = model.network().spec().outputs();
    return model.target() instanceof TargetEncoder.Classes c
        ? width == 1 ? List.of(c.levels().getLast()) : c.levels()
        : model.target().names();
  }

  /// Whether the bounds of the target change what is predicted.
  public boolean clipped() {
    return predicted != score;
  }

  /// The sum of all contributions.
  public double sum() {
    return columns.stream().mapToDouble(Column::contribution).sum();
  }

  /// How far the contributions miss what they should add up to.
  public double gap() {
    return Math.abs(sum() - (score - baseScore));
  }

  private static Attribution attribution(Member m, BaseRow base, Table row, int output) {
    double[] x = Rows.expand(m.encoder().encode(row).batch(0, 1))[0];
    ReferenceParameters p = ReferenceParameters.of(m.network().parameters());
    return Attribution.of(p, x, base.inputs(), output);
  }

  private static boolean isNumber(Model model) {
    return model.target() instanceof TargetEncoder.Numbers
        && !Scores.beforeActivation(model.network().spec());
  }

  /// What 1 of the score is in the units that are shown.
  private static double unit(Model model, Member m, int output) {
    return isNumber(model) ? scale(model, m).sds().get(output) : 1;
  }

  private static double number(Model model, Member m, int output, double score) {
    return isNumber(model) ? scale(model, m).unscale(output, score) : score;
  }

  private static double predicted(Model model, Member m, int output, double score) {
    return isNumber(model) ? scale(model, m).predicted(output, score) : score;
  }

  private static TargetEncoder.Numbers scale(Model model, Member m) {
    TargetEncoder.Numbers own = m.scale();
    return own == null ? (TargetEncoder.Numbers) model.target() : own;
  }

  private static String text(Table row, String column) {
    return row.column(column).isMissing(0) ? "" : row.column(column).text(0);
  }
}
