package dev.soma.cli.report;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.scale.Scale;
import dev.soma.nn.Initializer;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The NET block: layers, shapes, parameters, and what is minimised.
public final class NetBlock {
  private static final int WIDEST = 32;

  private NetBlock() {}

  /// Tells the block.
  ///
  /// @param rows training rows
  public static void tell(
      Screen screen,
      NetworkSpec spec,
      Loss loss,
      Regularization penalty,
      Optimizer optimizer,
      Initializer init,
      int rows) {
    List<String> lines = table(spec, init);
    int total = Parameters.zeros(spec).learned();
    double each = (double) rows / total;
    int width = 60;
    for (String line : lines.subList(0, 2)) {
      width = Math.max(width, line.length());
    }
    lines.set(
        0, Text.cell(lines.getFirst(), width + 2) + "total " + Text.count(total, "parameter"));
    lines.set(
        1,
        Text.cell(lines.get(1), width + 2)
            + Text.count(rows)
            + " train rows = "
            + Text.figure(each)
            + " per parameter"
            + (each < 10 ? ": watch validation" : ""));
    screen.block("NET", arrows(spec) + "      " + objective(loss, penalty, optimizer), lines);
  }

  /// The numbers that are categories as well: `2 numbers also as levels: gain (119), loss (92)`. Of
  /// networks that learned from other rows also where they differ: `gain (117 to 119), age (9, in 4
  /// of 5 networks)`.
  ///
  /// @param encoders one a network
  public static Optional<String> levelled(List<Encoder> encoders) {
    List<String> all = new ArrayList<>();
    levels(encoders)
        .forEach(
            (name, n) ->
                all.add(
                    name
                        + " ("
                        + Text.count(n.getMin())
                        + (n.getMin() == n.getMax() ? "" : " to " + Text.count(n.getMax()))
                        + (n.getCount() == encoders.size()
                            ? ")"
                            : ", in " + n.getCount() + " of " + encoders.size() + " networks)")));
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(Text.count(all.size(), "number") + " also as levels: " + Text.list(all, 8));
  }

  /// The numbers whose logarithm is scaled: `1 number over decades, by its logarithm: income`.
  public static Optional<String> logarithms(Encoder encoder) {
    List<String> names =
        encoder.columns().stream()
            .flatMap(c -> c.asNumber().stream())
            .filter(n -> n.scale() instanceof Scale.Logarithm)
            .map(InputColumn.NumberInput::name)
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Text.count(names.size(), "number")
                + " over decades, by logarithm: "
                + Text.list(names, 8)
                + "   (--heavy-tails raw: as they are)");
  }

  /// The same only where a number is a category as well in some of the networks and not in others.
  public static Optional<String> unlike(List<Encoder> encoders) {
    return levels(encoders).values().stream().allMatch(n -> n.getCount() == encoders.size())
        ? Optional.empty()
        : levelled(encoders);
  }

  /// How many levels each such number has in those networks where it has some.
  private static Map<String, IntSummaryStatistics> levels(List<Encoder> encoders) {
    Map<String, IntSummaryStatistics> levels = new LinkedHashMap<>();
    for (Encoder encoder : encoders) {
      for (InputColumn column : encoder.columns()) {
        if (column instanceof InputColumn.LevelledInput l) {
          levels
              .computeIfAbsent(l.name(), _ -> new IntSummaryStatistics())
              .accept(l.values().levels().size());
        }
      }
    }
    return levels;
  }

  /// `11 → 16 relu → 3 softmax`.
  public static String arrows(NetworkSpec spec) {
    StringBuilder text = new StringBuilder(Text.count(spec.input().units()));
    for (Layer layer : spec.layers()) {
      text.append(" → ")
          .append(
              switch (layer) {
                case Layer.Dense d -> d.units() + " " + unit(d);
                case Layer.Maxout m -> m.units() + " maxout(" + m.pieces() + ")";
                case Layer.Embedding e -> "embedding " + Text.count(spec.inputsOf(1));
                case Layer.Members m -> m.members() + " members";
                case Layer.Scale _ -> "scale";
                case Layer.LayerNorm _ -> "layer norm";
                case Layer.BatchNorm _ -> "batch norm";
                case Layer.Residual r -> "residual " + r.span();
                case Layer.Dropout d -> "dropout " + Text.shortest(d.rate());
              });
    }
    return text.toString();
  }

  /// One line a layer that learns, after a heading; alpha is in the parameters of its layer, and a
  /// scale, which has no W(l), shows its factors.
  public static List<String> table(NetworkSpec spec, Initializer init) {
    List<String> lines = new ArrayList<>();
    int width = 12;
    for (Layer layer : spec.layers()) {
      width = Math.clamp(unit(layer).length(), width, WIDEST);
    }
    lines.add("l  " + Text.cell("unit", width) + "      W(l)    b(l)   params  init");
    int l = 0;
    for (int i = 0; i < spec.layers().size(); i++) {
      Layer layer = spec.layers().get(i);
      int inputs = spec.inputsOf(i);
      long learned = 0;
      for (Layer.Tensor t : layer.tensors(spec.inputOf(i))) {
        learned += t.role().learned() ? (long) t.rows() * t.cols() : 0;
      }
      if (learned == 0) {
        continue;
      }
      int rows = layer.weightRows();
      int members = layer instanceof Layer.Dense d ? d.members() : 1;
      lines.add(
          String.format(
              Locale.ROOT,
              "%-2s %s %9s %7s %8s  %s",
              rows == 0 ? "" : "" + ++l,
              Text.cell(unit(layer), width),
              rows == 0 ? inputs + " → " + spec.inputsOf(i + 1) : rows + "×" + inputs / members,
              rows == 0 ? "" : Text.count((long) rows * members),
              Text.count(learned),
              start(layer, init)));
    }
    return lines;
  }

  /// How what a layer learns begins: embeddings and factors have a start of their own.
  private static String start(Layer layer, Initializer init) {
    return switch (layer) {
      case Layer.Embedding e -> e.numbers() instanceof NumberEmbedding.Ple ? "quantiles" : "normal";
      case Layer.Members _ -> "1 or −1";
      case Layer.Scale _ -> "1";
      case Layer.LayerNorm _, Layer.BatchNorm _ -> "1, 0";
      case Layer.Dense _, Layer.Maxout _, Layer.Residual _, Layer.Dropout _ ->
          init.resolve(layer).toString();
    };
  }

  private static String unit(Layer layer) {
    return switch (layer) {
      case Layer.Dense d -> d.activation() + (d.ntp() ? " ntp" : "") + (d.parametric() ? " α" : "");
      case Layer.Maxout m -> "maxout(" + m.pieces() + ")";
      case Layer.Embedding e -> e.numbers().toString();
      case Layer.Members m -> "members(" + m.members() + ")";
      case Layer.Scale _ -> "scale";
      case Layer.LayerNorm _ -> "layer norm";
      case Layer.BatchNorm _ -> "batch norm";
      case Layer.Residual _ -> "residual";
      case Layer.Dropout _ -> "dropout";
    };
  }

  /// `J = mean cross-entropy + λ/2·‖W‖², λ = 0.001`, with the decay that is no part of J but of
  /// every step.
  public static String objective(Loss loss, Regularization penalty, Optimizer optimizer) {
    StringBuilder text = new StringBuilder("J = mean ").append(spoken(loss));
    if (penalty.l2() > 0) {
      text.append(" + λ/2·‖W‖²,  λ = ").append(Text.shortest(penalty.l2()));
    }
    if (penalty.l1() > 0) {
      text.append(" + ").append(Text.shortest(penalty.l1())).append("·Σ|W|");
    }
    if (optimizer instanceof Optimizer.AdamW o && o.decay() > 0) {
      text.append(", decoupled decay ").append(Text.shortest(o.decay()));
    }
    return text.toString();
  }

  private static String smoothed(Loss loss) {
    return loss.smoothing() == 0
        ? ""
        : " (labels smoothed by " + Text.shortest(loss.smoothing()) + ")";
  }

  private static String spoken(Loss loss) {
    return switch (loss) {
      case Loss.SquaredError _ -> "½‖a − y‖²";
      case Loss.CrossEntropy _ -> "cross-entropy" + smoothed(loss);
      case Loss.LogisticCrossEntropy _ -> "logistic cross-entropy" + smoothed(loss);
      case Loss.AbsoluteError _ -> "|a − y|";
      case Loss.Perceptron _ -> "perceptron criterion";
      case Loss.Poisson _, Loss.Huber _, Loss.Quantile _, Loss.Custom _ -> loss.toString();
    };
  }
}
