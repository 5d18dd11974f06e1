package dev.soma.nn;

import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import dev.soma.nn.check.Call;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How weights start. Biases start at a constant of their own.
///
/// fan_in is the number of inputs of a unit, fan_out the number of units of the layer. Draws are
/// made in double, row by row, from the stream `init/W(l)` of the seed, and rounded to float.
public sealed interface Initializer {
  /// He normal for the ReLU family and maxout, LeCun normal for SELU, Glorot uniform otherwise.
  record Automatic() implements Initializer {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /// U(-r, r), r = sqrt(6 / (fan_in + fan_out)). Source: Glorot and Bengio, 2010.
  record GlorotUniform() implements Initializer {
    @Override
    public String toString() {
      return "glorot_uniform";
    }
  }

  /// N(0, 2 / (fan_in + fan_out)). Source: Glorot and Bengio, 2010.
  record GlorotNormal() implements Initializer {
    @Override
    public String toString() {
      return "glorot_normal";
    }
  }

  /// U(-r, r), r = sqrt(6 / fan_in). Source: He et al., 2015.
  record HeUniform() implements Initializer {
    @Override
    public String toString() {
      return "he_uniform";
    }
  }

  /// N(0, 2 / fan_in). Source: He et al., 2015.
  record HeNormal() implements Initializer {
    @Override
    public String toString() {
      return "he_normal";
    }
  }

  /// U(-r, r), r = sqrt(3 / fan_in). Source: LeCun et al., 1998.
  record LecunUniform() implements Initializer {
    @Override
    public String toString() {
      return "lecun_uniform";
    }
  }

  /// N(0, 1 / fan_in). Source: LeCun et al., 1998.
  record LecunNormal() implements Initializer {
    @Override
    public String toString() {
      return "lecun_normal";
    }
  }

  /// Orthonormal rows (or columns, where there are more rows than columns) times the gain. Source:
  /// Saxe et al., 2013.
  ///
  /// @param gain length of each row, finite
  record Orthogonal(double gain) implements Initializer {
    @Override
    public String toString() {
      return gain == 1 ? "orthogonal" : "orthogonal(" + Activation.number(gain) + ")";
    }
  }

  /// Every weight the same, which makes all units of a layer the same for ever: for lessons.
  ///
  /// @param value the weight
  record Constant(double value) implements Initializer {
    @Override
    public String toString() {
      return "constant(" + Activation.number(value) + ")";
    }
  }

  /// N(0, 1 / fan_in), then scaled layer by layer so that every z has deviation 1 over the training
  /// rows, with biases that put kinks among them ([dev.soma.train.start]). Without rows the weights
  /// are those of LeCun normal.
  record DataDriven() implements Initializer {
    @Override
    public String toString() {
      return "data_driven";
    }
  }

  /// The default.
  Initializer AUTO = new Automatic();

  /// The names that [#parse] knows.
  static List<String> names() {
    return List.of(
        "auto",
        "glorot_uniform",
        "glorot_normal",
        "he_uniform",
        "he_normal",
        "lecun_uniform",
        "lecun_normal",
        "orthogonal",
        "constant",
        "data_driven");
  }

  /// Reads `he_normal`, `orthogonal(1.4)`, `constant(0.1)`, `zero` (`-` counts as `_`).
  ///
  /// @throws SomaException.Usage E217 for an unknown name or a wrong parameter
  static Initializer parse(String text) {
    Map<String, List<String>> known = new LinkedHashMap<>();
    names().forEach(name -> known.put(name, List.of()));
    known.put("orthogonal", List.of("gain"));
    known.put("constant", List.of("value"));
    known.put("zero", List.of());
    Map<String, String> others =
        Map.of("xavier_uniform", "glorot_uniform", "xavier_normal", "glorot_normal");
    return new Call.Form<>("E217", "initialiser", known, others, Initializer::of).read(text);
  }

  private static Initializer of(Call c) {
    return switch (c.name()) {
      case "auto" -> AUTO;
      case "glorot_uniform" -> new GlorotUniform();
      case "glorot_normal" -> new GlorotNormal();
      case "he_uniform" -> new HeUniform();
      case "he_normal" -> new HeNormal();
      case "lecun_uniform" -> new LecunUniform();
      case "lecun_normal" -> new LecunNormal();
      case "orthogonal" -> new Orthogonal(finite("gain", c.get("gain", 1)));
      case "data_driven" -> new DataDriven();
      default -> new Constant(finite("value", c.get("value", 0)));
    };
  }

  private static double finite(String what, double x) {
    Call.require(Double.isFinite(x), what + " must be finite", x);
    return x;
  }

  /// What [Automatic] means for this layer; other initialisers are themselves.
  default Initializer resolve(Layer layer) {
    if (!(this instanceof Automatic)) {
      return this;
    }
    return switch (layer) {
      case Layer.Dense d ->
          switch (d.activation()) {
            case Activation.Relu _,
                Activation.LeakyRelu _,
                Activation.Abs _,
                Activation.Softplus _,
                Activation.Elu _,
                Activation.Gelu _,
                Activation.Silu _,
                Activation.Mish _ ->
                new HeNormal();
            case Activation.Selu _ -> new LecunNormal();
            case Activation.Identity _,
                Activation.Step _,
                Activation.Logistic _,
                Activation.Tanh _,
                Activation.Exponential _,
                Activation.Softmax _,
                Activation.Custom _ ->
                new GlorotUniform();
          };
      case Layer.Maxout _ -> new HeNormal();
      case Layer.Embedding _,
          Layer.Members _,
          Layer.Scale _,
          Layer.LayerNorm _,
          Layer.BatchNorm _,
          Layer.Residual _,
          Layer.Dropout _ ->
          this;
    };
  }

  /// Weights by this initialiser, embeddings as [Layer.Embedding] says, biases all `bias`, factors
  /// (alpha, g, gamma) and variances 1, beta and means 0. Where a layer divides W a by
  /// sqrt(inputs), the weights drawn are multiplied by it: the network starts as the same function.
  ///
  /// @param bias where hidden biases start; the output layer's start at 0
  static Parameters initialise(NetworkSpec spec, Initializer weights, double bias, Seeds seeds) {
    Parameters p = Parameters.zeros(spec);
    for (Parameters.Group g : p.groups()) {
      Layer layer = spec.layers().get(g.layer());
      int end = g.offset() + g.size();
      switch (g.role()) {
        case WEIGHT -> {
          InitialDraws.fill(weights.resolve(layer), p.matrix(g), seeds.stream("init/" + g.name()));
          if (layer instanceof Layer.Dense d && d.ntp()) {
            float factor = (float) StrictMath.sqrt(g.cols());
            for (int i = g.offset(); i < end; i++) {
              p.values()[i] *= factor;
            }
          }
        }
        case BIAS -> {
          boolean hidden = g.layer() < spec.layers().size() - 1;
          Arrays.fill(p.values(), g.offset(), end, hidden ? (float) bias : 0f);
        }
        case FREQUENCY, PHASE, NUMBER, CATEGORY ->
            InitialDraws.embed((Layer.Embedding) layer, g, p, seeds.stream("init/" + g.name()));
        case EDGE -> InitialDraws.edges(g, p);
        case MEMBER -> InitialDraws.members(layer, g, p, seeds.stream("init/" + g.name()));
        case ACTIVATION, SCALE, GAIN, VARIANCE -> Arrays.fill(p.values(), g.offset(), end, 1f);
        case SHIFT, MEAN -> {} // 0
      }
    }
    return p;
  }
}
