package dev.soma.cli.config;

import dev.soma.data.Split;
import dev.soma.data.Task;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.scale.NumberScaling;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.kernel.KernelChoice;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Initializer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.NumberEmbedding;
import dev.soma.optim.Clipping;
import dev.soma.optim.Optimizer;
import dev.soma.optim.RateFactors;
import dev.soma.optim.Regularization;
import dev.soma.optim.Schedule;
import dev.soma.recipe.ClassWeights;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.TrainingConfig.Keep;
import dev.soma.train.TrainingConfig.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the text of a setting says, as far as no row has to be known for it.
///
/// Everything that is read here is read before the data are, so that a value which makes no sense
/// is refused at once.
public final class Values {
  private static final String PENALTY = "a finite number >= 0";

  private Values() {}

  /// Refuses a value that makes no sense whatever the rows are; `auto` is left to the recipe.
  ///
  /// @throws SomaException.Usage E201 for a number out of its range, E206 for shares of rows that
  ///   leave none to learn from, E209 and others for a text that cannot be read
  public static void require(Settings s) {
    for (Key key : Key.values()) {
      require(s, key);
    }
  }

  private static void require(Settings s, Key key) {
    if (!s.isAuto(key)) {
      ofRows(s, key);
      ofNetwork(s, key);
      ofTraining(s, key);
    }
  }

  /// Whether a key can have a value that is typed, whatever the rows are; that of a file of rows is
  /// one that is there.
  static boolean isKnown(Key key, String typed) {
    try {
      require(Settings.PRESETS.with(key, Settings.parted(key, typed)), key);
      return switch (key) {
        case ON_BAD_ROW -> typed.equals("error") || typed.equals("skip");
        case DECIMAL -> typed.equals(".") || typed.equals(",");
        case DATE_ORDER -> List.of("auto", "mdy", "dmy", "ymd").contains(typed);
        case MEMORY -> List.of("auto", "heap", "disk").contains(typed);
        case TEST, VALIDATION -> Files.exists(Path.of(typed));
        default -> true;
      };
    } catch (SomaException.Usage _) {
      return false;
    }
  }

  private static void ofRows(Settings s, Key key) {
    switch (key) {
      case TASK -> task(s);
      case CLASS_WEIGHT -> classWeights(s);
      case MISSING -> MissingPolicy.parse(s.text(key));
      case SCALING -> NumberScaling.parse(s.text(key));
      case ONE_HOT_LIMIT -> s.count(key, 0);
      case REPEATED_VALUES -> repeatedValues(s);
      case HEAVY_TAILS -> heavyTails(s);
      case TEST_FRACTION, VALIDATION_FRACTION -> {
        double test = s.given(Key.TEST) ? 0 : s.real(Key.TEST_FRACTION);
        double validation = s.given(Key.VALIDATION) ? 0 : s.real(Key.VALIDATION_FRACTION);
        Split.requireShares(1 - validation - test, validation, test);
      }
      case CV -> folds(s);
      case SEED -> s.whole(key);
      default -> {
        // no value of the rows, or one that is read with them
      }
    }
  }

  private static void ofNetwork(Settings s, Key key) {
    switch (key) {
      case EFFORT -> effort(s);
      case MODEL -> isPerceptron(s);
      case MEMBERS -> s.count(key, 1);
      case MAX_NETWORKS -> s.count(key, 0);
      case HIDDEN -> Layers.units(s);
      case NETWORK -> {
        if (s.given(key)) {
          Typed.read(s, key, List.of(), NetworkSpec::parseLayers);
        }
      }
      case ACTIVATION -> Typed.read(s, key, Activation.names(), Activation::parse);
      case DROPOUT -> Layers.dropout(s);
      case EMBEDDING -> Typed.read(s, key, List.of("none"), NumberEmbedding::parse);
      case INIT -> initializer(s);
      case BIAS_INIT -> biasInit(s);
      default -> {
        // no value of the network
      }
    }
  }

  private static void ofTraining(Settings s, Key key) {
    switch (key) {
      case LOSS -> loss(s);
      case OPTIMIZER -> optimizer(s);
      case LR -> s.real(key, x -> x > 0 && Double.isFinite(x), "a finite rate > 0");
      case SCHEDULE, DECAY_SCHEDULE, DROPOUT_SCHEDULE -> schedule(s, key);
      case RATE_FACTOR -> factors(s);
      case BATCH, EPOCHS -> s.count(key, 1);
      case MAX_STEPS -> steps(s);
      case MAX_TIME -> s.seconds(key);
      case PATIENCE -> s.count(key, 0);
      case EMA -> keep(s);
      case METRIC -> metric(s);
      case CALIBRATE, THRESHOLD -> calibration(s);
      case L1, L2 -> s.real(key, x -> x >= 0 && Double.isFinite(x), PENALTY);
      case MAX_NORM -> maxNorm(s);
      case CLIP -> clipping(s);
      case THREADS -> KernelChoice.requireThreads(s.count(key));
      case KERNELS -> KernelChoice.forced(s.text(key));
      default -> {
        // no value of the training
      }
    }
  }

  /// What is learned; null if the column says it.
  public static @Nullable Task task(Settings s) {
    return switch (s.text(Key.TASK).toLowerCase(Locale.ROOT).replace('-', '_')) {
      case "auto", "" -> null;
      case "classification", "multiclass" -> Task.MULTICLASS;
      case "binary" -> Task.BINARY;
      case "multi_label", "multilabel" -> Task.MULTI_LABEL;
      case "regression" -> Task.REGRESSION;
      default ->
          throw s.bad(
              Key.TASK,
              "classification, binary, multiclass, multi_label or regression",
              "--task classification",
              "--task regression");
    };
  }

  /// Weights of the rows by class.
  public static ClassWeights classWeights(Settings s) {
    return Typed.read(s, Key.CLASS_WEIGHT, List.of("balanced"), ClassWeights::parse);
  }

  /// Whether numbers of which most rows have the same value are categories of their values as well.
  public static boolean repeatedValues(Settings s) {
    return switch (s.text(Key.REPEATED_VALUES).toLowerCase(Locale.ROOT)) {
      case "levels" -> true;
      case "numbers" -> false;
      default ->
          throw s.bad(
              Key.REPEATED_VALUES,
              "levels or numbers",
              "--repeated-values levels",
              "--repeated-values numbers");
    };
  }

  /// Whether of numbers that run over several decades the logarithm is scaled.
  public static boolean heavyTails(Settings s) {
    return switch (s.text(Key.HEAVY_TAILS).toLowerCase(Locale.ROOT)) {
      case "log" -> true;
      case "raw" -> false;
      default ->
          throw s.bad(Key.HEAVY_TAILS, "log or raw", "--heavy-tails log", "--heavy-tails raw");
    };
  }

  /// How many folds there are; 0 for none.
  ///
  /// @throws SomaException.Usage E201 for 1 or fewer than 0
  public static int folds(Settings s) {
    int folds = s.count(Key.CV);
    if (folds < 0 || folds == 1) {
      throw s.outside(Key.CV, "2 folds or more, or 0 for none");
    }
    return folds;
  }

  /// How good in what time.
  public static Effort effort(Settings s) {
    return Typed.read(s, Key.EFFORT, Effort.names(), Effort::parse);
  }

  /// Whether the network is one layer of step units, with the perceptron rule.
  public static boolean isPerceptron(Settings s) {
    return switch (s.text(Key.MODEL).toLowerCase(Locale.ROOT)) {
      case "mlp" -> false;
      case "perceptron" -> true;
      default -> throw s.bad(Key.MODEL, "mlp or perceptron", "--model mlp");
    };
  }

  /// The first weights.
  public static Initializer initializer(Settings s) {
    return Typed.read(s, Key.INIT, Initializer.names(), Initializer::parse);
  }

  /// The first biases of hidden layers.
  public static double biasInit(Settings s) {
    return s.real(Key.BIAS_INIT, Double::isFinite, "a finite number");
  }

  /// What is minimised.
  public static Loss loss(Settings s) {
    return Typed.read(s, Key.LOSS, Loss.names(), Loss::parse);
  }

  /// From a gradient to a step, with a rate of its own.
  public static Optimizer optimizer(Settings s) {
    return Typed.read(s, Key.OPTIMIZER, Optimizer.names(), Optimizer::parse);
  }

  /// What chooses the best epoch.
  public static Metric metric(Settings s) {
    return Typed.read(s, Key.METRIC, Metric.names(), Metric::parse);
  }

  /// Of the rate, the decay or the rate of dropout.
  public static Schedule schedule(Settings s, Key key) {
    return Typed.read(s, key, Schedule.names(), Schedule::parse);
  }

  /// What changes with a step besides the rate.
  public static Pace pace(Settings s) {
    return new Pace(factors(s), schedule(s, Key.DECAY_SCHEDULE), schedule(s, Key.DROPOUT_SCHEDULE));
  }

  private static RateFactors factors(Settings s) {
    return Typed.read(s, Key.RATE_FACTOR, List.of("bias=0.1"), RateFactors::parse);
  }

  /// Which weights are kept.
  public static Keep keep(Settings s) {
    double ema = s.real(Key.EMA, x -> x >= 0 && x < 1, "a number from 0 to below 1");
    if (s.on(Key.AVERAGED) && ema > 0) {
      throw new SomaException.Usage(
          "E207", "--averaged and --ema · both say which mean of the weights is kept", "--ema 0");
    }
    return new Keep(s.on(Key.AVERAGED), ema, s.on(Key.LAST_BEST));
  }

  /// Most steps; 0 for no limit.
  public static long steps(Settings s) {
    long steps = s.whole(Key.MAX_STEPS);
    if (steps < 0) {
      throw s.outside(Key.MAX_STEPS, ">= 0, where 0 is no limit");
    }
    return steps;
  }

  /// What is learned from the validation rows when the weights stand.
  public static Calibration.Rules calibration(Settings s) {
    String how = s.text(Key.CALIBRATE);
    if (!how.equals("auto") && !how.equals("off")) {
      throw s.bad(Key.CALIBRATE, "auto or off", "--calibrate auto");
    }
    double threshold =
        s.isAuto(Key.THRESHOLD)
            ? Double.NaN
            : s.real(Key.THRESHOLD, p -> p >= 0 && p <= 1, "a probability from 0 to 1, or auto");
    return new Calibration.Rules(how.equals("auto"), threshold);
  }

  /// Penalties, and the largest norm of the weights of a unit.
  public static Regularization regularization(Settings s) {
    double l1 = s.real(Key.L1, x -> x >= 0 && Double.isFinite(x), PENALTY);
    double l2 = s.real(Key.L2, x -> x >= 0 && Double.isFinite(x), PENALTY);
    return new Regularization(l1, l2, maxNorm(s));
  }

  private static double maxNorm(Settings s) {
    return s.text(Key.MAX_NORM).equals("none")
        ? Double.POSITIVE_INFINITY
        : s.real(Key.MAX_NORM, x -> x > 0, "a number > 0, or none");
  }

  /// The bound on the gradient.
  public static Clipping clipping(Settings s) {
    return Typed.read(s, Key.CLIP, List.of("1.0"), Clipping::parse);
  }
}
