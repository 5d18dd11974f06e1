package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.explain.Contributions;
import dev.soma.nn.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Why a model predicts what it does: the contribution of each column of the table to a score.
final class WhyBlock {
  private static final int SHOWN = 20;
  private static final List<String> HEADER = List.of("column", "value", "base row", "contribution");

  private final Model model;
  private final Contributions why;

  /// @param row a table of one row
  /// @throws SomaException.Usage E209 if `--of` names no output of the model
  WhyBlock(Model model, Table row, Arguments arguments) {
    this.model = model;
    this.why =
        arguments
            .text("--of")
            .map(name -> Contributions.of(model, row, output(model, name)))
            .orElseGet(() -> Contributions.of(model, row));
  }

  private static int output(Model model, String name) {
    List<String> outputs = Contributions.outputs(model);
    int output = outputs.indexOf(name);
    if (output < 0) {
      throw new SomaException.Usage(
          "E209",
          "--of \"" + name + "\" · the scores of the model are of " + Text.list(outputs, 20),
          "--of " + Text.quoted(NearestName.of(name, outputs).orElse(outputs.getFirst())));
    }
    return output;
  }

  /// Whether there are contributions: there are none to what is not finite.
  private boolean isFinite() {
    return Double.isFinite(why.score()) && Double.isFinite(why.sum());
  }

  /// The largest contributions first.
  Section section() {
    if (!isFinite()) {
      String none = "there are no contributions, since the output is not finite";
      return new Section("why " + subject(), List.of(), List.of(), List.of(none));
    }
    List<Contributions.Column> sorted =
        why.columns().stream()
            .sorted(Comparator.comparingDouble(c -> -Math.abs(c.contribution())))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (Contributions.Column c : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      rows.add(List.of(c.name(), value(c), c.base(), signed(c.contribution())));
    }
    if (sorted.size() > SHOWN) {
      List<Contributions.Column> rest = sorted.subList(SHOWN, sorted.size());
      double sum = rest.stream().mapToDouble(Contributions.Column::contribution).sum();
      rows.add(List.of("… " + rest.size() + " more", "", "", signed(sum)));
    }
    return new Section("why " + subject() + " is " + said(), HEADER, rows, lines());
  }

  /// `−1.9920, −11.9957 before the clip`.
  private String said() {
    String score = fixed(why.score());
    return why.clipped() ? fixed(why.predicted()) + ", " + score + " before the clip" : score;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "sum "
            + signed(why.sum())
            + " = score "
            + fixed(why.score())
            + " − score of the base row "
            + fixed(why.baseScore())
            + String.format(Locale.ROOT, ", gap %.0e", why.gap()));
    lines.add(
        "integrated gradients along the line from the base row to the row, "
            + (why.exact()
                ? "exact: " + Text.count(why.steps(), "linear piece")
                : "by quadrature: " + Text.count(why.steps(), "point")));
    if (why.members() > 1) {
      lines.add(
          "means over "
              + why.members()
              + " networks, "
              + (sameBase()
                  ? "which have the same base row"
                  : "each with a base row of its own; the one shown is that of network 1 of "
                      + why.members()));
    }
    addPredicted(lines);
    return lines;
  }

  /// What is made of the score.
  private void addPredicted(List<String> lines) {
    if (model.encoder().offset() != null) {
      lines.add(
          "o, what the column "
              + model.encoder().offset().column()
              + " adds to z, is no input: it is left out of both scores");
    }
    if (!why.number()) {
      lines.add(predicted());
    } else if (why.clipped()) {
      lines.add(
          (why.members() > 1 ? "each network's number" : "the score")
              + " is clipped to the range of its training targets when predicting; contributions are"
              + " those to the score before the clip");
    }
  }

  /// Whether all networks learned from the same rows.
  private boolean sameBase() {
    return model.members().stream().map(Member::encoder).distinct().count() == 1;
  }

  private static String value(Contributions.Column c) {
    return c.value().isEmpty() ? "missing" : c.value();
  }

  private String subject() {
    if (why.number()) {
      return why.output();
    }
    return "the score z of \"" + why.output() + "\"";
  }

  /// What is made of the score: the temperature divides z only when predicting.
  private String predicted() {
    double t = model.calibration().t();
    String z = model.encoder().offset() == null ? "z" : "z + o";
    String divided = z.equals("z") ? "z / T" : "(z + o) / T";
    String f =
        switch (model.network().spec().output().activation()) {
          case Activation.Softmax _ -> "softmax";
          case Activation.Exponential _ -> "exp";
          case Activation.Step _ -> "step";
          case Activation _ -> "logistic";
        };
    boolean isP = f.equals("softmax") || f.equals("logistic");
    if (why.members() > 1) { // the mean of what they say is not what the mean of z would say
      String mean = "; the prediction is the mean of " + f + "(" + z + ") over them";
      return "the score is the mean of z over the networks"
          + (t == 1 ? mean : mean + ", then the temperature");
    }
    String said = (isP ? "p = " : "the prediction is ") + f;
    return t == 1
        ? "the score is z of the output; " + said + "(" + z + ")" + clip()
        : String.format(
            Locale.ROOT,
            "the score is z of the output, before the temperature; %s(%s), T = %.4f",
            said,
            divided,
            t);
  }

  private String clip() {
    return model.target() instanceof TargetEncoder.Numbers n && !n.lows().isEmpty()
        ? ", clipped to the range of the training targets"
        : "";
  }

  /// The same in full precision.
  void json(ObjectNode root) {
    ObjectNode node = root.putObject("why");
    node.put("of", why.output());
    if (!isFinite()) {
      node.put("score", "not finite");
      return;
    }
    node.put("score", why.score());
    node.put("base_score", why.baseScore());
    if (why.number()) {
      node.put("predicted", why.predicted());
    }
    node.put("sum", why.sum());
    node.put("gap", why.gap());
    node.put("exact", why.exact());
    node.put(why.exact() ? "pieces" : "points", why.steps());
    node.put("networks", why.members());
    if (why.members() > 1 && !sameBase()) {
      node.put("base_of_network", 1);
    }
    node.put("temperature", model.calibration().t());
    ArrayNode columns = node.putArray("columns");
    for (Contributions.Column c : why.columns()) {
      ObjectNode column = columns.addObject();
      column.put("column", c.name());
      column.put("value", c.value().isEmpty() ? null : c.value());
      column.put("base", c.base());
      column.put("contribution", c.contribution());
    }
  }

  private static String signed(double x) {
    String text = fixed(x);
    return text.startsWith("−") || x == 0 ? text : "+" + text;
  }

  private static String fixed(double x) {
    double size = Math.abs(x);
    String form = size >= 1e7 || (size != 0 && size < 5e-5) ? "%.2e" : "%.4f";
    return Text.minus(String.format(Locale.ROOT, form, x + 0.0));
  }
}
