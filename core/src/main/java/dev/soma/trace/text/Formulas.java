package dev.soma.trace.text;

import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The left-hand sides: what is computed, in the lecture's symbols. One row has small letters, m
/// rows capitals.
final class Formulas {
  private final BackpropTrace trace;
  private final boolean many;

  Formulas(BackpropTrace trace) {
    this.trace = trace;
    this.many = trace.m() > 1;
  }

  /// What enters the layer at a position: `x`, `a(2)`; with a tilde if a layer without W changed
  /// it.
  String in(int position) {
    int l = 1;
    boolean changed = false;
    for (LayerTrace before : trace.layers().subList(0, position)) {
      boolean weighted = before.layer().weightRows() > 0;
      l += weighted ? 1 : 0;
      boolean active =
          before.layer() instanceof Layer.Embedding
              || before.layer() instanceof Layer.Residual
              || before.factors().cols() > 0;
      changed = !weighted && (changed || active);
    }
    String letter = many ? "A" : l == 1 ? "x" : "a";
    String tilde = changed ? "\u0303" : "";
    return letter.equals("x") ? "x" + tilde : letter + tilde + "(" + l + ")";
  }

  String a(int index) {
    return (many ? "A(" : "a(") + index + ")";
  }

  String z(int index) {
    return (many ? "Z(" : "z(") + index + ")";
  }

  /// Where several rows are traced, says that a sum is of the first.
  String first() {
    return many ? "row 1  " : "";
  }

  String delta(int index) {
    return (many ? "Δ(" : "δ(") + index + ")";
  }

  String sum(int position) {
    int l = trace.layers().get(position).l();
    String product = many ? in(position) + "W(" + l + ")ᵀ" : "W(" + l + ")" + in(position);
    product += root(trace.layers().get(position));
    boolean last = position == trace.layers().size() - 1;
    String offset = last && trace.rows().isShifted() ? " + o" : "";
    return z(l + 1) + " = " + product + " + b(" + l + ")" + offset;
  }

  /// `/√64` where the layer divides its product by the root of its inputs, else empty.
  static String root(LayerTrace layer) {
    return layer.layer() instanceof Layer.Dense dense && dense.ntp()
        ? "/√" + layer.in().cols()
        : "";
  }

  /// The factors of a scale or of dropout: `g(1)`, `r(2)`; capitals for m rows, where each has its
  /// own.
  String factors(LayerTrace layer) {
    String letter = layer.layer() instanceof Layer.Scale ? "g" : many ? "R" : "r";
    return letter + "(" + (layer.l() + 1) + ")";
  }

  /// `2×2·2×1`.
  String shape(LayerTrace layer) {
    int rows = layer.z().cols();
    int cols = layer.in().cols();
    return many
        ? trace.m() + "×" + cols + "·" + cols + "×" + rows
        : rows + "×" + cols + "·" + cols + "×1";
  }

  String activation(LayerTrace layer) {
    int index = layer.l() + 1;
    String z = z(index);
    String value =
        switch (layer.layer()) {
          case Layer.Dense dense ->
              switch (dense.activation()) {
                case Activation.Identity _ -> z;
                case Activation.Relu _ -> "max(0, " + z + ")";
                case Activation.Abs _ -> "|" + z + "|";
                case Activation.Softplus _ -> "ln(1 + e^" + z + ")";
                case Activation.Exponential _ -> "e^" + z;
                case Activation.Step _,
                    Activation.Logistic _,
                    Activation.Tanh _,
                    Activation.LeakyRelu _,
                    Activation.Elu _,
                    Activation.Selu _,
                    Activation.Gelu _,
                    Activation.Silu _,
                    Activation.Mish _,
                    Activation.Softmax _,
                    Activation.Custom _ ->
                    dense.activation() + " " + z;
              };
          case Layer.Maxout maxout -> "max of " + maxout.pieces() + " pieces of " + z;
          case Layer.Embedding _,
              Layer.Members _,
              Layer.Scale _,
              Layer.LayerNorm _,
              Layer.BatchNorm _,
              Layer.Residual _,
              Layer.Dropout _ ->
              throw new IllegalArgumentException(layer.layer() + " has no activation");
        };
    if (layer.layer() instanceof Layer.Dense dense && dense.parametric()) {
      value = z + " + α(" + layer.l() + ") ⊙ (" + value + " − " + z + ")";
    }
    return a(index) + " = " + value;
  }

  /// da/dz of a hidden or output layer; empty for the identity, where it is 1.
  String slope(Layer.Dense dense, int index) {
    Activation f = dense.activation();
    if (dense.parametric()) {
      return "(1 + α(" + (index - 1) + ") ⊙ (f′(" + z(index) + ") − 1))";
    }
    return switch (f) {
      case Activation.Identity _ -> "";
      case Activation.Tanh _ -> "(1 − " + a(index) + "²)";
      case Activation.Logistic _ -> a(index) + "(1 − " + a(index) + ")";
      case Activation.Relu _ -> "[" + z(index) + " > 0]";
      case Activation.Abs _ -> "sign " + z(index);
      case Activation.Softplus _ -> "logistic " + z(index);
      case Activation.Exponential _ -> a(index);
      case Activation.Step _,
          Activation.LeakyRelu _,
          Activation.Elu _,
          Activation.Selu _,
          Activation.Gelu _,
          Activation.Silu _,
          Activation.Mish _,
          Activation.Softmax _,
          Activation.Custom _ ->
          "f′(" + z(index) + ")";
    };
  }

  /// dJ/da of the last layer, dJ/dz where the loss is fused.
  String outputSlope() {
    int index = outputIndex();
    String aim = trace.cost().loss().smoothing() > 0 ? "t" : "y";
    String d = a(index) + " − " + (many ? aim.toUpperCase(Locale.ROOT) : aim);
    boolean alone =
        trace.cost().loss().fused()
            || trace.spec().output().activation() instanceof Activation.Identity;
    boolean weighted = weighted();
    String slope =
        switch (trace.cost().loss()) {
          case Loss.SquaredError _,
              Loss.CrossEntropy _,
              Loss.LogisticCrossEntropy _,
              Loss.Poisson _,
              Loss.Perceptron _ ->
              alone && !weighted ? d : "(" + d + ")";
          case Loss.AbsoluteError _ -> "sign(" + d + ")";
          case Loss.Huber huber -> "clip(" + d + ", ±" + Notation.typed(huber.threshold()) + ")";
          case Loss.Quantile _, Loss.Custom _ -> "∂loss/∂" + a(index);
        };
    return (weighted ? "w " : "") + slope;
  }

  /// dJ/d of what leaves the layer at a position: `W(2)ᵀδ(3)`, times the factors of scales and
  /// active dropout in between; `∂J/∂a(2)` where a line of its own shows it.
  String upstream(int position) {
    int next = position + 1;
    boolean shown =
        Norms.normalises(trace.layers().get(next).layer())
            || !trace.spec().linksFrom(next).isEmpty();
    return shown ? "∂J/∂" + in(next) : through(next);
  }

  /// The part of dJ/d of what enters the layer at a position that goes through the layer.
  String through(int position) {
    LayerTrace layer = trace.layers().get(position);
    return switch (layer.layer()) {
      case Layer.Dense _, Layer.Maxout _ -> {
        String w = "W(" + layer.l() + ")";
        String delta = delta(layer.l() + 1);
        yield (many ? delta + w : w + "ᵀ" + delta) + root(layer);
      }
      case Layer.Scale _, Layer.Dropout _ ->
          upstream(position) + (layer.factors().cols() > 0 ? " ⊙ " + factors(layer) : "");
      case Layer.Residual _ -> upstream(position);
      case Layer.Members m -> throw new IllegalArgumentException(m + " is traced as a scale");
      case Layer.LayerNorm _, Layer.BatchNorm _, Layer.Embedding _ ->
          throw new IllegalArgumentException(layer.layer() + " has a line of its own");
    };
  }

  /// ` + W(4)ᵀδ(5)`: what comes by the residual links that begin at a position.
  String links(int position) {
    StringBuilder sum = new StringBuilder();
    for (int link : trace.spec().linksFrom(position)) {
      sum.append(" + ").append(upstream(link));
    }
    return sum.toString();
  }

  String weightGradient(int position) {
    int l = trace.layers().get(position).l();
    String product = many ? delta(l + 1) + "ᵀ" + in(position) : delta(l + 1) + in(position) + "ᵀ";
    return "dW("
        + l
        + ") = "
        + product
        + root(trace.layers().get(position))
        + "/m"
        + (trace.cost().l2() > 0 ? " + λW(" + l + ")" : "")
        + (trace.cost().l1() > 0 ? " + λ₁ sign W(" + l + ")" : "");
  }

  String biasGradient(int l) {
    return "db(" + l + ") = " + delta(l + 1) + (many ? ".col_avg()" : "/m");
  }

  /// What enters a normalisation, normalised: `â(2)`, `x̂`.
  String hat(int position) {
    String in = in(position).replace("\u0303", "");
    return in.charAt(0) + "\u0302" + in.substring(1);
  }

  /// `dα(1) = δa(2) ⊙ (f(z(2)) − z(2))/m` of a parametric layer; `dg(1)` of a scale.
  String factorGradient(int position) {
    LayerTrace layer = trace.layers().get(position);
    String end = many ? ").col_avg()" : ")/m";
    if (layer.layer() instanceof Layer.Scale) {
      return "dg(" + (layer.l() + 1) + ") = (" + upstream(position) + " ⊙ " + in(position) + end;
    }
    int index = layer.l() + 1;
    return "dα("
        + layer.l()
        + ") = ("
        + upstream(position)
        + " ⊙ (f("
        + z(index)
        + ") − "
        + z(index)
        + ")"
        + end;
  }

  /// What an embedding makes of x: each x_j and its waves, or its bins, the other numbers, a row of
  /// E a category.
  String embedding() {
    Layer.Embedding e = (Layer.Embedding) trace.layers().getFirst().layer();
    List<String> parts = new ArrayList<>();
    if (e.numbers() instanceof NumberEmbedding.Pbld && e.columns() > 0) {
      parts.add("V cos(2π f xⱼ + p) + c, xⱼ for j ≤ " + e.columns());
    } else if (e.numbers() instanceof NumberEmbedding.Ple ple && e.columns() > 0) {
      String sum = "V clip((xⱼ − tₘ)/(tₘ₊₁ − tₘ)) + c";
      parts.add((ple.relu() ? "max(0, " + sum + ")" : sum) + " for j ≤ " + e.columns());
    } else if (e.columns() > 0) {
      parts.add("xⱼ for j ≤ " + e.columns());
    }
    if (trace.spec().input().numbers() > e.columns()) {
      parts.add("other xⱼ");
    }
    if (trace.spec().input().categories() > 0) {
      parts.add(e.size() > 0 ? "row of E for each category" : "levels");
    }
    return "(" + String.join("; ", parts) + ")";
  }

  /// The data term of J.
  String loss() {
    int index = outputIndex();
    String a = "a(" + index + ")";
    String loss =
        switch (trace.cost().loss()) {
          case Loss.SquaredError _ -> "½‖" + a + " − y‖²";
          case Loss.CrossEntropy c when c.smoothing() > 0 -> "−Σ(t log " + a + ")" + aim(c);
          case Loss.CrossEntropy _ -> "−log " + a + (many ? "ᵧ" : Notation.subscript(target() + 1));
          case Loss.LogisticCrossEntropy l when l.smoothing() > 0 ->
              sum("−t log " + a + " − (1 − t) log(1 − " + a + ")") + aim(l);
          case Loss.LogisticCrossEntropy _ -> sum("−y log " + a + " − (1 − y) log(1 − " + a + ")");
          case Loss.AbsoluteError _ -> sum("|" + a + " − y|");
          case Loss.Huber huber -> sum(huber + " of " + a + " − y");
          case Loss.Quantile quantile -> sum(quantile + " of y − " + a);
          case Loss.Poisson _ -> sum(a + " − y z(" + index + ")");
          case Loss.Perceptron _ -> sum("(" + a + " − y) z(" + index + ")");
          case Loss.Custom custom -> sum(custom + " of " + a + ", y");
        };
    if (weighted()) {
      loss = "w·(" + loss + ")";
    }
    return many ? "1/m·Σₖ (" + loss + ")" : loss;
  }

  /// What t is: `, t = 0.9 y + 0.05`.
  private String aim(Loss loss) {
    int classes = loss instanceof Loss.CrossEntropy ? trace.spec().outputs() : 2;
    double eps = loss.smoothing();
    return ", t = " + Notation.typed(1 - eps) + " y + " + Notation.typed(eps) + "/" + classes;
  }

  private String sum(String term) {
    return trace.spec().outputs() == 1 ? term : "Σ(" + term + ")";
  }

  /// The class of the first row, from 0.
  int target() {
    double[] y = trace.targets().row(0);
    int target = 0;
    for (int i = 1; i < y.length; i++) {
      target = y[i] > y[target] ? i : target;
    }
    return target;
  }

  int outputIndex() {
    return trace.layers().getLast().l() + 1;
  }

  private boolean weighted() {
    for (int k = 0; k < trace.m(); k++) {
      if (trace.rows().weight(k) != 1) {
        return true;
      }
    }
    return false;
  }

  /// `2 → 2 tanh → 2 softmax`.
  static String net(NetworkSpec spec) {
    List<String> steps = new ArrayList<>();
    steps.add(spec.input().toString());
    for (Layer layer : spec.layers()) {
      steps.add(
          switch (layer) {
            case Layer.Dense dense ->
                dense.units()
                    + " "
                    + dense.activation()
                    + (dense.ntp() ? " ntp" : "")
                    + (dense.parametric() ? " parametric" : "");
            case Layer.Maxout maxout -> maxout.units() + " maxout(" + maxout.pieces() + ")";
            case Layer.Embedding e -> "embedding " + e.numbers() + " of " + e.columns();
            case Layer.Members m -> m.members() + " members";
            case Layer.Scale _ -> "scale";
            case Layer.LayerNorm _ -> "layer norm";
            case Layer.BatchNorm _ -> "batch norm";
            case Layer.Residual r -> "residual " + r.span();
            case Layer.Dropout dropout -> "dropout " + Notation.typed(dropout.rate());
          });
    }
    return String.join(" → ", steps);
  }
}
