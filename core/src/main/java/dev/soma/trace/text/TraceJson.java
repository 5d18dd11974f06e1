package dev.soma.trace.text;

import dev.soma.nn.Layer;
import dev.soma.nn.Role;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.check.CheckReport;
import java.util.Arrays;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes a [BackpropTrace] as JSON: every number in full precision, NaN and infinities as null.
///
/// Indices of arrays count from 0; `l` is the lecture's, from 1. Matrices with one row for each row
/// of data: `x y in z r a slope upstream delta dx`; an embedding has its tensors `f p V c t E`.
/// Fields that a layer or trace does not have are left out.
public final class TraceJson {
  private static final int VERSION = 1;

  private TraceJson() {}

  /// The document, on one line, without a line feed.
  public static String json(BackpropTrace trace) {
    return JsonMapper.shared().writeValueAsString(node(trace));
  }

  private static ObjectNode node(BackpropTrace trace) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("trace_version", VERSION);
    root.put("network", trace.spec().toString());
    root.put("loss", trace.cost().loss().toString());
    number(root, "l1", trace.cost().l1());
    number(root, "l2", trace.cost().l2());
    root.put("m", trace.m());
    double[][] x = new double[trace.m()][];
    double[] weights = new double[trace.m()];
    for (int k = 0; k < trace.m(); k++) {
      x[k] = trace.rows().x(k);
      weights[k] = trace.rows().weight(k);
    }
    matrix(root, "x", DoubleMatrix.of(x));
    matrix(root, "y", trace.targets());
    root.set("row_weights", vector(weights));
    if (trace.rows().isShifted()) {
      double[] offsets = new double[trace.m()];
      Arrays.setAll(offsets, trace.rows()::offset);
      root.set("offsets", vector(offsets));
    }
    if (!trace.classes().isEmpty()) {
      ArrayNode classes = root.putArray("classes");
      trace.classes().forEach(classes::add);
    }
    ArrayNode layers = root.putArray("layers");
    for (int position = 0; position < trace.layers().size(); position++) {
      layers.add(layer(trace, position));
    }
    root.set("J", cost(trace.gradient().cost()));
    matrix(root, "dx", trace.gradient().inputs());
    results(root, trace);
    return root;
  }

  private static ObjectNode layer(BackpropTrace trace, int position) {
    LayerTrace layer = trace.layers().get(position);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("layer", layer.layer().toString());
    boolean weighted = layer.layer().weightRows() > 0;
    if (weighted) {
      node.put("l", layer.l());
      matrix(node, "W", trace.parameters().weights(layer.l()));
      node.set("b", vector(trace.parameters().biases(layer.l())));
    }
    matrix(node, "in", layer.in());
    boolean normalises = Norms.normalises(layer.layer());
    matrix(node, normalises ? "x_hat" : "z", layer.z());
    matrix(node, "winners", layer.winners());
    if (layer.layer() instanceof Layer.Dropout || normalises) {
      matrix(node, normalises ? "per_deviation" : "r", layer.factors());
    }
    matrix(node, "a", layer.out());
    matrix(node, "slope", layer.slope());
    matrix(node, "upstream", layer.upstream());
    matrix(node, "delta", layer.delta());
    if (weighted) {
      matrix(node, "dW", trace.gradient().parameters().weights(layer.l()));
      node.set("db", vector(trace.gradient().parameters().biases(layer.l())));
    }
    own(node, trace, position);
    return node;
  }

  /// What layers have beside W and b.
  private static void own(ObjectNode node, BackpropTrace trace, int position) {
    Layer layer = trace.layers().get(position).layer();
    if (layer instanceof Layer.Dense dense && dense.parametric()) {
      vector(node, "alpha", trace, position, Role.ACTIVATION);
    } else if (layer instanceof Layer.Scale) {
      vector(node, "g", trace, position, Role.SCALE);
    } else if (Norms.normalises(layer)) {
      vector(node, "gamma", trace, position, Role.GAIN);
      vector(node, "beta", trace, position, Role.SHIFT);
    }
    if (layer instanceof Layer.BatchNorm) {
      statistics(node, trace, position);
    }
    if (layer instanceof Layer.Embedding embedding) {
      tensors(node, trace, embedding);
    }
  }

  /// f, p, V, c, E, and their gradients; t, which has none.
  private static void tensors(ObjectNode node, BackpropTrace trace, Layer.Embedding embedding) {
    for (Layer.Tensor tensor : embedding.tensors(trace.spec().input())) {
      String name = tensor.letter() + "1";
      matrix(node, tensor.letter(), trace.parameters().tensor(name));
      if (tensor.role().learned()) {
        matrix(node, "d" + tensor.letter(), trace.gradient().parameters().tensor(name));
      }
    }
  }

  private static void statistics(ObjectNode node, BackpropTrace trace, int position) {
    Norms norms = new Norms(trace, new Formulas(trace, null));
    node.put("statistics", trace.rows().together() ? "rows" : "running");
    node.set("mean", vector(norms.mean(position)));
    node.set("var", vector(norms.variance(position)));
  }

  private static void vector(
      ObjectNode node, String letter, BackpropTrace trace, int position, Role role) {
    node.set(letter, vector(trace.parameters().vector(position, role)));
    node.set("d" + letter, vector(trace.gradient().parameters().vector(position, role)));
  }

  private static void results(ObjectNode root, BackpropTrace trace) {
    if (!trace.decisions().isEmpty()) {
      ArrayNode decisions = root.putArray("decisions");
      for (BackpropTrace.Decision decision : trace.decisions()) {
        ObjectNode node = decisions.addObject();
        ArrayNode classes = node.putArray("classes");
        decision.classes().forEach(classes::add);
        node.put("right", decision.right());
      }
    }
    if (!trace.pieces().isEmpty()) {
      ArrayNode pieces = root.putArray("linear_pieces");
      for (BackpropTrace.LinearPiece piece : trace.pieces()) {
        ObjectNode node = pieces.addObject();
        node.put("of", piece.ofOutput() ? "a" : "z");
        matrix(node, "slope", piece.slope());
        node.set("intercept", vector(piece.intercept().row(0)));
      }
    }
    BackpropTrace.Update update = trace.update();
    if (update != null) {
      ObjectNode node = root.putObject("update");
      number(node, "rate", update.rate());
      node.set("J", cost(update.after()));
      matrix(node, "a", update.outputs());
    }
    GradientCheck.Comparison compared = trace.check();
    if (compared != null) {
      CheckReport.Entry check = compared.entry();
      ObjectNode node = root.putObject("check");
      node.put("tensor", check.tensor());
      node.put("row", check.row());
      node.put("col", check.col());
      number(node, "gradient", check.gradient());
      number(node, "finite_difference", check.difference());
      number(node, "relative_error", check.relativeError());
      node.put("kink", compared.kink());
    }
  }

  private static ObjectNode cost(Cost.Value value) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    number(node, "data", value.data());
    number(node, "l1", value.l1());
    number(node, "l2", value.l2());
    number(node, "total", value.total());
    return node;
  }

  private static void matrix(ObjectNode node, String name, DoubleMatrix m) {
    if (m.cols() > 0) {
      ArrayNode rows = node.putArray(name);
      for (int r = 0; r < m.rows(); r++) {
        rows.add(vector(m.row(r)));
      }
    }
  }

  private static ArrayNode vector(double[] v) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    for (double x : v) {
      if (Double.isFinite(x)) {
        node.add(x);
      } else {
        node.addNull();
      }
    }
    return node;
  }

  private static void number(ObjectNode node, String name, double x) {
    if (Double.isFinite(x)) {
      node.put(name, x);
    } else {
      node.putNull(name);
    }
  }
}
