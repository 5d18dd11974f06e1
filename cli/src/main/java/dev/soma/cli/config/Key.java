package dev.soma.cli.config;

import dev.soma.cli.args.Flag;
import dev.soma.cli.args.Kin;
import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every setting of a training run: one flag of `train` and one line of `config.toml`.
public enum Key {
  /// What to learn from.
  DATA(Kind.TEXT, Group.DATA, "", "FILE", "CSV (.gz), - for stdin, or a folder of IDX files"),
  /// Columns to be predicted.
  TARGET(Kind.TEXTS, Group.DATA, "", "A[,B]", "what to predict: one column or several"),
  /// What is learned.
  TASK(Kind.TEXT, Group.DATA, "auto", "TASK", "binary, multiclass, multi_label or regression"),
  /// Class that p is the probability of.
  POSITIVE(Kind.TEXT, Group.DATA, "", "CLASS", "the positive one of two classes"),
  /// Column of row weights.
  WEIGHT(Kind.TEXT, Group.DATA, "", "COL", "column of row weights"),
  /// Column of offsets.
  OFFSET(Kind.TEXT, Group.DATA, "", "COL", "column added to z of the output as it is; no input"),
  /// Column of exposures.
  EXPOSURE(Kind.TEXT, Group.DATA, "", "COL", "column that multiplies the mean of counts; no input"),
  /// Weights of the rows by class.
  CLASS_WEIGHT(
      Kind.TEXTS, Group.DATA, "none", "HOW", "weights of rows by class: balanced, or yes=3,no=1"),
  /// Columns that are categories.
  CATEGORY(Kind.TEXTS, Group.DATA, "", "COLS", "read these columns as categories"),
  /// Columns that are numbers.
  NUMBER(Kind.TEXTS, Group.DATA, "", "COLS", "read these columns as numbers"),
  /// Columns that are dates.
  DATE(Kind.TEXTS, Group.DATA, "", "COLS", "read these columns as dates"),
  /// Where the values do not say it.
  DATE_ORDER(Kind.TEXT, Group.DATA, "auto", "ORDER", "of 05/06/2024 or 05-06-07: mdy, dmy or ymd"),
  /// Columns that are left out.
  IGNORE(Kind.TEXTS, Group.DATA, "", "COLS", "leave these columns out"),
  /// What becomes of missing values.
  MISSING(Kind.TEXT, Group.DATA, "auto", "POLICY", "median, level, drop or error"),
  /// How numbers are brought to one size.
  SCALING(Kind.TEXT, Group.DATA, "auto", "NAME", "of numbers: standard, robust or quantile"),
  /// Categories that become numbers.
  ONE_HOT_LIMIT(
      Kind.WHOLE,
      Group.DATA,
      "auto",
      "N",
      "categories of up to N levels as scaled numbers; 0: none"),
  /// Numbers that are categories, too.
  REPEATED_VALUES(
      Kind.TEXT,
      Group.DATA,
      "auto",
      "HOW",
      "of numbers whose quartiles are one value: levels, too, or numbers"),
  /// Numbers over several decades.
  HEAVY_TAILS(
      Kind.TEXT,
      Group.DATA,
      "auto",
      "HOW",
      "of numbers that run over decades: log or as they are (raw)"),
  /// Range of predicted numbers.
  CLIP_TARGETS(
      Kind.SWITCH, Group.DATA, "auto", "", "predict no number outside the training targets"),
  /// Decimal mark.
  DECIMAL(Kind.TEXT, Group.DATA, ".", "MARK", "decimal mark: . or ,"),
  /// Between fields.
  DELIMITER(Kind.TEXT, Group.DATA, "auto", "MARK", "comma, semicolon, tab, pipe or a character"),
  /// Of text files.
  ENCODING(Kind.TEXT, Group.DATA, "auto", "NAME", "of the text: UTF-8, windows-1252, ..."),
  /// What becomes of rows that cannot be read.
  ON_BAD_ROW(Kind.TEXT, Group.DATA, "error", "DO", "error or skip (writes FILE.rejects.csv)"),
  /// Database address.
  JDBC(Kind.TEXT, Group.DATA, "", "URL", "read from a database instead of a file"),
  /// Query.
  SQL(Kind.TEXT, Group.DATA, "", "QUERY", "the query for --jdbc"),
  /// Database user.
  USER(Kind.TEXT, Group.DATA, "", "NAME", "database user; password in SOMA_JDBC_PASSWORD"),
  /// Jars of drivers.
  CLASSPATH(Kind.TEXTS, Group.DATA, "", "JARS", "jars with the database driver"),

  /// File of test rows.
  TEST(
      Kind.TEXT, Group.SPLIT, "", "FILE", "test rows from a file; nothing is held out for testing"),
  /// Share of test rows.
  TEST_FRACTION(Kind.REAL, Group.SPLIT, "0.15", "SHARE", "share of rows to test with"),
  /// File of validation rows.
  VALIDATION(Kind.TEXT, Group.SPLIT, "", "FILE", "validation rows from a file"),
  /// Share of validation rows.
  VALIDATION_FRACTION(Kind.REAL, Group.SPLIT, "0.15", "SHARE", "share of rows to validate with"),
  /// Column of groups.
  GROUP(Kind.TEXT, Group.SPLIT, "", "COL", "rows of one value stay in one part; no input"),
  /// Column of times.
  SPLIT_BY_TIME(
      Kind.TEXT, Group.SPLIT, "", "COL", "train on the earliest rows, test on the latest"),
  /// Folds.
  CV(Kind.WHOLE, Group.SPLIT, "auto", "K", "a network for each of K folds, averaged; 0 for none"),
  /// What chooses the best epoch of a fold.
  FOLD_VALIDATES(
      Kind.SWITCH, Group.SPLIT, "auto", "", "the rows that a fold holds out choose its best epoch"),
  /// Of everything random.
  SEED(Kind.WHOLE, Group.SPLIT, "42", "N", "of split, initialisation, shuffling and dropout"),

  /// How much time for how good a network.
  EFFORT(Kind.TEXT, Group.NETWORK, "auto", "HOW", "fast, normal or best: how good, in what time"),
  /// Family of models.
  MODEL(Kind.TEXT, Group.NETWORK, "mlp", "KIND", "mlp or perceptron"),
  /// Networks that differ by their seeds.
  MEMBERS(Kind.WHOLE, Group.NETWORK, "auto", "N", "networks that differ by their seeds, averaged"),
  /// Mean of the weights on the way.
  AVERAGED(Kind.SWITCH, Group.NETWORK, "false", "", "average the weights over the steps"),
  /// Hidden layers.
  HIDDEN(Kind.TEXTS, Group.NETWORK, "auto", "UNITS", "units of the hidden layers: 64,64 or none"),
  /// Whole network.
  NETWORK(
      Kind.TEXT, Group.NETWORK, "", "SPEC", "layers in full: \"Dense(16, relu) -> Maxout(8, 2)\""),
  /// Of the hidden layers.
  ACTIVATION(Kind.TEXT, Group.NETWORK, "auto", "NAME", "of hidden layers: relu, tanh, gelu, ..."),
  /// After each hidden layer.
  DROPOUT(Kind.REAL, Group.NETWORK, "auto", "RATE", "share of units dropped after hidden layers"),
  /// What becomes of the numbers of columns.
  EMBEDDING(
      Kind.TEXT,
      Group.NETWORK,
      "auto",
      "KIND",
      "of numbers before the layers: none, pbld(16,4,0.1)"),
  /// Start of the weights.
  INIT(Kind.TEXT, Group.NETWORK, "auto", "NAME", "he_normal, glorot_uniform, zero, ..."),
  /// Start of the biases.
  BIAS_INIT(Kind.REAL, Group.NETWORK, "0", "B", "start of hidden biases"),

  /// What is minimised.
  LOSS(Kind.TEXT, Group.TRAINING, "auto", "NAME", "cross_entropy, squared_error, huber(1), ..."),
  /// Gradient to step.
  OPTIMIZER(Kind.TEXT, Group.TRAINING, "auto", "NAME", "adam, adamw, sgd, momentum, lbfgs, ..."),
  /// Base rate.
  LR(Kind.REAL, Group.TRAINING, "auto", "RATE", "rate of the optimizer"),
  /// Rate over the run.
  SCHEDULE(Kind.TEXT, Group.TRAINING, "auto", "NAME", "constant, cosine, coslog, flat_cosine, ..."),
  /// Rates that differ by what a tensor does.
  RATE_FACTOR(
      Kind.TEXTS, Group.TRAINING, "auto", "ROLES", "factors of the rate: bias=0.1,weight=1"),
  /// Decay over the run.
  DECAY_SCHEDULE(
      Kind.TEXT, Group.TRAINING, "auto", "NAME", "of the decay of adamw: flat_cosine, ..."),
  /// Dropout over the run.
  DROPOUT_SCHEDULE(
      Kind.TEXT, Group.TRAINING, "auto", "NAME", "of the rate of dropout: flat_cosine, ..."),
  /// Rows a step.
  BATCH(Kind.WHOLE, Group.TRAINING, "auto", "ROWS", "rows a step"),
  /// Passes.
  EPOCHS(Kind.WHOLE, Group.TRAINING, "auto", "N", "most passes over the training rows"),
  /// Most steps.
  MAX_STEPS(Kind.WHOLE, Group.TRAINING, "0", "N", "most steps; 0 for no limit"),
  /// Most networks.
  MAX_NETWORKS(
      Kind.WHOLE, Group.TRAINING, "0", "N", "most networks of all folds and members; 0: no limit"),
  /// Most time.
  MAX_TIME(Kind.TEXT, Group.TRAINING, "none", "TIME", "most time: 30s, 5m, 1h or none"),
  /// Epochs without improvement.
  PATIENCE(
      Kind.WHOLE, Group.TRAINING, "auto", "N", "stop after so many epochs without a better one"),
  /// Which of equal epochs is kept.
  LAST_BEST(Kind.SWITCH, Group.TRAINING, "auto", "", "of equally good epochs keep the last"),
  /// Exponential mean of the weights.
  EMA(Kind.REAL, Group.TRAINING, "0", "B", "keep an exponential mean of the weights: 0.999"),
  /// What chooses the best epoch.
  METRIC(Kind.TEXT, Group.TRAINING, "auto", "NAME", "chooses the best epoch: log_loss, rmse, ..."),
  /// Temperature of the probabilities.
  CALIBRATE(
      Kind.TEXT, Group.TRAINING, "auto", "HOW", "temperature of the probabilities: auto or off"),
  /// Probability from which the positive class is said.
  THRESHOLD(
      Kind.TEXT, Group.TRAINING, "0.5", "P", "say the positive class from this p on, or auto"),
  /// Absolute weights.
  L1(Kind.REAL, Group.TRAINING, "0", "L", "penalty on absolute weights"),
  /// Squared weights.
  L2(Kind.REAL, Group.TRAINING, "auto", "L", "penalty on squared weights (lambda)"),
  /// Norm of a unit's weights.
  MAX_NORM(Kind.TEXT, Group.TRAINING, "none", "NORM", "largest norm of a unit's weights, or none"),
  /// Bound on the gradient.
  CLIP(
      Kind.TEXT, Group.TRAINING, "none", "LIMIT", "bound on the gradient: 1.0, value(0.5) or none"),

  /// How many threads.
  THREADS(Kind.WHOLE, Group.MACHINE, "auto", "N", "threads; the result is the same for any number"),
  /// Which kernels.
  KERNELS(Kind.TEXT, Group.MACHINE, "auto", "KIND", "scalar or vector; the result is the same"),
  /// Where the table is while it is learned from.
  MEMORY(Kind.TEXT, Group.MACHINE, "auto", "PLACE", "auto, heap, or disk for what it cannot hold"),
  /// Folder of the work files.
  WORK_DIR(Kind.TEXT, Group.MACHINE, "", "DIR", "where a table on disk is kept for the run");

  /// What a value is.
  public enum Kind {
    /// Any text.
    TEXT,
    /// Texts, with commas between them.
    TEXTS,
    /// A number.
    REAL,
    /// A whole number.
    WHOLE,
    /// On or off.
    SWITCH
  }

  /// Where a flag is listed.
  public enum Group {
    /// Reading.
    DATA("Data"),
    /// Parts.
    SPLIT("Split"),
    /// What the network is.
    NETWORK("Network"),
    /// How it learns.
    TRAINING("Training"),
    /// What does not change the result.
    MACHINE("Machine");

    private final String heading;

    Group(String heading) {
      this.heading = heading;
    }
  }

  /// What a recipe fills: values of a file that give way to those of an effort that is typed.
  static final List<Key> OF_EFFORT =
      List.of(
          SCALING,
          ONE_HOT_LIMIT,
          REPEATED_VALUES,
          HEAVY_TAILS,
          CLIP_TARGETS,
          CV,
          FOLD_VALIDATES,
          MEMBERS,
          HIDDEN,
          NETWORK,
          ACTIVATION,
          DROPOUT,
          EMBEDDING,
          INIT,
          LOSS,
          OPTIMIZER,
          LR,
          SCHEDULE,
          RATE_FACTOR,
          DECAY_SCHEDULE,
          DROPOUT_SCHEDULE,
          BATCH,
          EPOCHS,
          PATIENCE,
          LAST_BEST,
          METRIC);

  private static final List<Key> PLACES =
      List.of(DATA, TEST, VALIDATION, JDBC, SQL, USER, CLASSPATH);

  private static final List<Key> BESIDE = List.of(MODEL, MEMBERS, CALIBRATE, THRESHOLD);

  private final Kind kind;
  private final Group group;
  private final String preset;
  private final String label;
  private final String help;

  Key(Kind kind, Group group, String preset, String label, String help) {
    this.kind = kind;
    this.group = group;
    this.preset = preset;
    this.label = label;
    this.help = help;
  }

  /// What its values are.
  public Kind kind() {
    return kind;
  }

  /// The value where nothing was said; `auto` is left to the recipe.
  public String preset() {
    return preset;
  }

  /// The name in `config.toml`: `max-steps`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The flag: `--max-steps`.
  public String flag() {
    return "--" + key();
  }

  /// The heading that it is listed under.
  public String heading() {
    return group.heading;
  }

  /// Whether it says how rows are read, split and prepared, or what is made of the outputs, and is
  /// no place.
  public boolean ofRows() {
    return (group == Group.DATA || group == Group.SPLIT || BESIDE.contains(this))
        && !PLACES.contains(this);
  }

  /// Whether it stands among the settings of a model only where it says something, so that models
  /// without it are what they were before it came.
  boolean isRare() {
    return this == OFFSET || this == EXPOSURE;
  }

  /// Whether it says where rows are, or what does not change the result.
  public boolean ofPlace() {
    return group == Group.MACHINE || PLACES.contains(this);
  }

  /// The flags of all keys; DATA is a word, not a flag.
  public static List<Flag> flags() {
    return Arrays.stream(values()).filter(k -> k != DATA).map(Key::asFlag).toList();
  }

  /// Its flag; that of DATA cannot be typed.
  Flag asFlag() {
    return new Flag(
        flag(), "", label, "", group.heading, help, value -> Values.isKnown(this, value));
  }

  /// The flags of some settings.
  public static List<Flag> flags(Key... some) {
    List<String> names = Arrays.stream(some).map(Key::flag).toList();
    return flags().stream().filter(f -> names.contains(f.name())).toList();
  }

  /// The key of that name.
  ///
  /// @param value what the file says of it
  /// @param where the file it stands in, for the message
  /// @throws SomaException.Usage E208 naming the nearest key of its kin that goes with the value
  public static Key of(String name, String value, String where) {
    for (Key key : values()) {
      if (key.key().equals(name)) {
        return key;
      }
    }
    List<Flag> flags = Arrays.stream(values()).map(Key::asFlag).toList();
    Optional<String> nearest = Kin.nearest(name, value, flags).map(f -> f.name().substring(2));
    throw new SomaException.Usage(
        "E208",
        "unknown key \""
            + name
            + "\" · "
            + where
            + nearest.map(n -> ": did you mean " + n + "?").orElse(""),
        nearest
            .map(n -> "write " + n + " = ... instead of " + name + " = ...")
            .orElse("soma train --show-config"));
  }
}
