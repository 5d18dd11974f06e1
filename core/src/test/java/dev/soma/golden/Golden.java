package dev.soma.golden;

import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the golden files; `resources/golden/README.md` documents their fields.
public final class Golden {
  /// A network, its weights, rows, and the gradients that PyTorch finds.
  ///
  /// @param rowWeights empty if all are 1
  /// @param numbers inputs before one-hot `[rows x numbers]`; the same as x without categories
  /// @param codes `[rows x categories]`; no columns without categories
  /// @param kept one mask `[rows x units]` a Dropout layer; empty while dropout is inactive
  public record GradientCase(
      String name,
      NetworkSpec spec,
      Loss loss,
      double l1,
      double l2,
      double[][] x,
      double[][] y,
      double[][][] w,
      double[][] b,
      double[] rowWeights,
      double[][] numbers,
      int[][] codes,
      List<boolean[][]> kept,
      double[][] outputs,
      double jData,
      double jL1,
      double jL2,
      double[][][] dW,
      double[][] db,
      double[][] dx) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A network of any layers, its parameters in the order of the flat layout, and what PyTorch
  /// finds.
  ///
  /// @param x inputs, categories as blocks of 0 and 1
  /// @param codes of the categories; no columns without categories
  /// @param gradient dJ/dparameters in the same order, of a training pass
  /// @param trainingOutputs outputs of a training pass
  /// @param after the parameters then, running means and variances moved
  public record LayersCase(
      NetworkSpec spec,
      Loss loss,
      double[][] x,
      int[][] codes,
      double[][] y,
      double[] parameters,
      double[][] outputs,
      double j,
      double[] gradient,
      double[][] dx,
      double[][] trainingOutputs,
      double[] after) {
    @Override
    public String toString() {
      return spec.toString();
    }
  }

  /// Rows of one step.
  public record Step(double[][] x, double[][] y) {}

  /// Weights and biases.
  public record Weights(double[][][] w, double[][] b) {}

  /// Three steps of one optimizer.
  ///
  /// @param steps weights after each step on [OptimizerRuns#batches]
  /// @param givenGradients theta after each step with [OptimizerRuns#gradients]
  public record OptimizerRun(
      String optimizer,
      Map<String, Double> settings,
      List<Weights> steps,
      List<double[]> givenGradients) {
    @Override
    public String toString() {
      return optimizer;
    }
  }

  /// One start and what each optimizer makes of it.
  public record OptimizerRuns(
      NetworkSpec spec,
      Loss loss,
      double l1,
      double l2,
      Weights start,
      List<Step> batches,
      double[] theta,
      List<double[]> gradients,
      List<OptimizerRun> runs) {}

  /// A convex problem and its optimum.
  public record ConvexCase(
      String name,
      NetworkSpec spec,
      Loss loss,
      double l1,
      double l2,
      double[][] x,
      double[][] y,
      double j,
      Weights optimum) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Golden() {}

  /// All of `gradients.json`.
  public static List<GradientCase> gradientCases() {
    List<GradientCase> cases = new ArrayList<>();
    for (JsonNode c : read("gradients.json").get("cases")) {
      double[][] x = matrix(c.get("x"));
      List<boolean[][]> kept = new ArrayList<>();
      if (c.has("kept")) {
        c.get("kept").forEach(mask -> kept.add(booleans(matrix(mask))));
      }
      JsonNode j = c.get("J");
      cases.add(
          new GradientCase(
              c.get("name").asString(),
              spec(c),
              loss(c),
              number(c, "l1"),
              number(c, "l2"),
              x,
              matrix(c.get("y")),
              tensor(c.get("W")),
              matrix(c.get("b")),
              c.has("row_weights") ? vector(c.get("row_weights")) : new double[0],
              c.has("numbers") ? matrix(c.get("numbers")) : x,
              c.has("codes") ? integers(matrix(c.get("codes"))) : new int[x.length][0],
              kept,
              matrix(c.get("outputs")),
              number(j, "data"),
              number(j, "l1"),
              number(j, "l2"),
              tensor(c.get("dW")),
              matrix(c.get("db")),
              matrix(c.get("dx"))));
    }
    return cases;
  }

  /// All of `optimizers.json`.
  public static List<LayersCase> layersCases() {
    List<LayersCase> cases = new ArrayList<>();
    for (JsonNode c : read("layers.json").get("cases")) {
      cases.add(
          new LayersCase(
              spec(c),
              loss(c),
              matrix(c.get("x")),
              integers(matrix(c.get("codes"))),
              matrix(c.get("y")),
              vector(c.get("parameters")),
              matrix(c.get("outputs")),
              number(c, "J"),
              vector(c.get("gradient")),
              matrix(c.get("dx")),
              matrix(c.get(c.has("after") ? "training_outputs" : "outputs")),
              vector(c.get(c.has("after") ? "after" : "parameters"))));
    }
    return cases;
  }

  public static OptimizerRuns optimizerRuns() {
    JsonNode file = read("optimizers.json");
    List<Step> batches = new ArrayList<>();
    file.get("batches").forEach(s -> batches.add(new Step(matrix(s.get("x")), matrix(s.get("y")))));
    List<OptimizerRun> runs = new ArrayList<>();
    for (JsonNode run : file.get("runs")) {
      Map<String, Double> settings = new LinkedHashMap<>();
      run.get("settings")
          .properties()
          .forEach(e -> settings.put(e.getKey(), e.getValue().asDouble()));
      List<Weights> steps = new ArrayList<>();
      run.get("steps").forEach(s -> steps.add(weights(s)));
      runs.add(
          new OptimizerRun(
              run.get("optimizer").asString(),
              settings,
              steps,
              vectors(run.get("given_gradients"))));
    }
    JsonNode given = file.get("given");
    return new OptimizerRuns(
        spec(file),
        loss(file),
        number(file, "l1"),
        number(file, "l2"),
        weights(file),
        batches,
        vector(given.get("theta")),
        vectors(given.get("gradients")),
        runs);
  }

  /// A column, and the edges of its bins.
  public record BinsCase(String name, int bins, double[] column, double[] edges) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The columns of `bins.json`.
  public static List<BinsCase> binsCases() {
    List<BinsCase> cases = new ArrayList<>();
    for (JsonNode c : read("bins.json").get("cases")) {
      cases.add(
          new BinsCase(
              c.get("name").asString(),
              (int) number(c, "bins"),
              vector(c.get("column")),
              vector(c.get("edges"))));
    }
    return cases;
  }

  /// A column, numbers, and what they become.
  public record ScalingCase(
      String name, double[] column, double[] x, double[] robust, double[] quantile) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The columns of `scaling.json`.
  public static List<ScalingCase> scalingCases() {
    List<ScalingCase> cases = new ArrayList<>();
    for (JsonNode c : read("scaling.json").get("cases")) {
      cases.add(
          new ScalingCase(
              c.get("name").asString(),
              vector(c.get("column")),
              vector(c.get("x")),
              vector(c.get("robust")),
              vector(c.get("quantile"))));
    }
    return cases;
  }

  /// Shares, then their normal quantiles.
  public static List<double[]> normalQuantiles() {
    JsonNode all = read("scaling.json");
    return List.of(vector(all.get("p")), vector(all.get("normal")));
  }

  /// The values of `metrics.json` by case, such as `two_weighted`, and metric.
  public static Map<String, Map<String, Double>> metrics() {
    Map<String, Map<String, Double>> cases = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> c : read("metrics.json").get("cases").properties()) {
      Map<String, Double> values = new LinkedHashMap<>();
      c.getValue().properties().forEach(v -> values.put(v.getKey(), v.getValue().asDouble()));
      cases.put(c.getKey(), values);
    }
    return cases;
  }

  /// Scores, true classes, and the temperature that SciPy finds.
  public record TemperatureCase(
      String name, int width, double[] z, double[] y, double t, double before, double after) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Absolute residuals, and their finite-sample quantiles of these levels by NumPy.
  public record IntervalCase(double[] residuals, double[] levels, double[] widths) {
    @Override
    public String toString() {
      return residuals.length + " residuals";
    }
  }

  /// The temperatures of `calibration.json`.
  public static List<TemperatureCase> temperatures() {
    List<TemperatureCase> cases = new ArrayList<>();
    for (JsonNode c : read("calibration.json").get("temperatures")) {
      cases.add(
          new TemperatureCase(
              c.get("name").asString(),
              c.get("width").asInt(),
              vector(c.get("z")),
              vector(c.get("y")),
              number(c, "T"),
              number(c, "before"),
              number(c, "after")));
    }
    return cases;
  }

  /// The intervals of `calibration.json`.
  public static List<IntervalCase> intervals() {
    List<IntervalCase> cases = new ArrayList<>();
    for (JsonNode c : read("calibration.json").get("intervals")) {
      cases.add(
          new IntervalCase(
              vector(c.get("residuals")), vector(c.get("levels")), vector(c.get("widths"))));
    }
    return cases;
  }

  /// Three epochs of the recipe for a target of `recipe.csv`, as PyTorch runs them.
  ///
  /// @param numbers encoded, training rows first `[rows x numbers]`
  /// @param codes of the categories of many levels
  /// @param y targets, numbers scaled
  /// @param losses J of each step, before it
  /// @param validation mean loss of the validation rows before the first epoch and after each
  /// @param gradient of the first step, in the order of the flat layout
  /// @param parameters after the last step, likewise
  public record RecipeCase(
      String target,
      String network,
      double[][] numbers,
      int[][] codes,
      double[][] y,
      double[] losses,
      double[] validation,
      double[] gradient,
      double[] parameters) {
    @Override
    public String toString() {
      return target;
    }
  }

  /// All of `recipe.json`.
  public static List<RecipeCase> recipeCases() {
    List<RecipeCase> cases = new ArrayList<>();
    for (JsonNode c : read("recipe.json").get("cases")) {
      cases.add(
          new RecipeCase(
              c.get("target").asString(),
              c.get("network").asString(),
              matrix(c.get("numbers")),
              integers(matrix(c.get("codes"))),
              matrix(c.get("y")),
              vector(c.get("losses")),
              vector(c.get("validation")),
              vector(c.get("gradient")),
              vector(c.get("parameters"))));
    }
    return cases;
  }

  /// All of `convex.json`.
  public static List<ConvexCase> convexCases() {
    List<ConvexCase> cases = new ArrayList<>();
    for (JsonNode c : read("convex.json").get("cases")) {
      cases.add(
          new ConvexCase(
              c.get("name").asString(),
              spec(c),
              loss(c),
              number(c, "l1"),
              number(c, "l2"),
              matrix(c.get("x")),
              matrix(c.get("y")),
              number(c, "J"),
              weights(c)));
    }
    return cases;
  }

  private static JsonNode read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no golden file " + name);
      }
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NetworkSpec spec(JsonNode node) {
    return NetworkSpec.parse(node.get("network").asString());
  }

  private static Loss loss(JsonNode node) {
    return Loss.parse(node.get("loss").asString());
  }

  private static double number(JsonNode node, String field) {
    return node.get(field).asDouble();
  }

  private static Weights weights(JsonNode node) {
    return new Weights(tensor(node.get("W")), matrix(node.get("b")));
  }

  /// Rows with an offset, and what reweighted least squares makes of them.
  ///
  /// @param exposure whether `given` is an exposure, whose logarithm is the offset
  /// @param means of each row
  /// @param alone of each row without x
  public record OffsetCase(
      Loss loss,
      boolean exposure,
      double[][] x,
      double[] given,
      double[] y,
      double[] means,
      double[] alone) {
    @Override
    public String toString() {
      return loss + (exposure ? " with an exposure" : " with an offset");
    }
  }

  /// The cases of `offset.json`.
  public static List<OffsetCase> offsetCases() {
    List<OffsetCase> cases = new ArrayList<>();
    for (JsonNode c : read("offset.json").get("cases")) {
      cases.add(
          new OffsetCase(
              Loss.parse(c.get("loss").asString()),
              c.get("column").asString().equals("exposure"),
              matrix(c.get("x")),
              vector(c.get("given")),
              vector(c.get("y")),
              vector(c.get("means")),
              vector(c.get("alone"))));
    }
    return cases;
  }

  private static double[] vector(JsonNode node) {
    double[] v = new double[node.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = node.get(i).asDouble();
    }
    return v;
  }

  private static List<double[]> vectors(JsonNode node) {
    return List.of(matrix(node));
  }

  private static double[][] matrix(JsonNode node) {
    double[][] m = new double[node.size()][];
    for (int i = 0; i < m.length; i++) {
      m[i] = vector(node.get(i));
    }
    return m;
  }

  private static double[][][] tensor(JsonNode node) {
    double[][][] t = new double[node.size()][][];
    for (int i = 0; i < t.length; i++) {
      t[i] = matrix(node.get(i));
    }
    return t;
  }

  private static boolean[][] booleans(double[][] m) {
    boolean[][] kept = new boolean[m.length][];
    for (int i = 0; i < m.length; i++) {
      kept[i] = new boolean[m[i].length];
      for (int j = 0; j < m[i].length; j++) {
        kept[i][j] = m[i][j] != 0;
      }
    }
    return kept;
  }

  private static int[][] integers(double[][] m) {
    int[][] codes = new int[m.length][];
    for (int i = 0; i < m.length; i++) {
      codes[i] = new int[m[i].length];
      for (int j = 0; j < m[i].length; j++) {
        codes[i][j] = (int) m[i][j];
      }
    }
    return codes;
  }
}
