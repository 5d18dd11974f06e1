package dev.soma.cli.args;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What other tools call that which a flag of ours is for.
///
/// Names are those of scikit-learn, Keras, PyTorch and its trainers, H2O and pandas. A name has the
/// flags that mean the same: the first that the command has and that goes with the value is meant.
/// Names whose values would be read but mean something else have a sentence instead, as `alpha`
/// has, or one besides.
public final class OtherTools {
  /// How that which another tool calls so is said here.
  ///
  /// @param flag ours, without its dashes
  /// @param written what stands behind it, with `*` for the value; empty if all is left out
  /// @param on the values for which it is so, in lower case, empty for none at all; without any,
  ///   all that the flag can have
  /// @param beside names of values of the flag that this one takes the place of; without any, all
  public record Ours(String flag, String written, List<String> on, List<String> beside) {
    private static Ours of(String flag, String written) {
      return new Ours(flag, written, List.of(), List.of());
    }

    private Ours on(String... values) {
      return new Ours(flag, written, List.of(values), beside);
    }

    private Ours beside(String... values) {
      return new Ours(flag, written, on, List.of(values));
    }

    /// A flag with what follows.
    static Ours plain(Flag flag) {
      return of(flag.name().replaceFirst("^-+", ""), "*");
    }

    /// The same flag where no value follows, or a word that says yes.
    List<Ours> alone() {
      String value = isPlain() ? ALONE.get(flag) : null;
      return value == null ? List.of() : List.of(of(flag, value).on("", "true", "yes"));
    }

    /// Whether the value follows as it is.
    boolean isPlain() {
      return written.equals("*") && on.isEmpty();
    }
  }

  /// Flags and what they are called elsewhere; the first of several flags of a name stands first.
  private static final List<String> SAME =
      List.of(
          "cv: folds kfold kfolds fold nfolds n-folds num-folds k-fold k-folds n-splits cv-folds",
          "validation-fraction: val-split validation-split val-fraction val-size validation-size"
              + " valid-size",
          "test-fraction: test-split test-size",
          "validation: validation-data validation-frame val-data valid-data",
          "hidden: layers hidden-layers hidden-layer-sizes hidden-units units",
          "max-steps: steps num-steps n-steps",
          "epochs: max-iter n-iter nepochs nb-epoch",
          "out: output output-dir out-dir save-dir default-root-dir logdir log-dir",
          "patience: early-stopping early-stop early-stopping-rounds stopping-rounds"
              + " n-iter-no-change",
          "lr: eta eta0 learn-rate learning-rate-init step-size",
          "batch: minibatch mini-batch-size",
          "optimizer: solver",
          "loss: objective criterion",
          "metric: scoring monitor",
          "schedule: scheduler lr-scheduler lr-schedule",
          "init: kernel-initializer initializer",
          "activation: nonlinearity",
          "clip: clipnorm clip-norm gradient-clip-val max-grad-norm",
          "threads: n-jobs nthread nthreads num-threads",
          "max-time: max-runtime-secs time-limit timeout time",
          "budget: max-runtime-secs time-limit timeout time max-time",
          "split-by-time: time",
          "seed: random-state random-seed",
          "target: response response-column label label-column y",
          "ignore: drop drop-columns ignored-columns exclude",
          "class-weight: class-weights balance-classes weights",
          "weight: sample-weight weights-column weights",
          "delimiter: sep separator delim field-separator",
          "scaling: scaler standardize normalize",
          "l2: weight-decay l2-regularization");

  private static final Map<String, List<Ours>> NAMES = names();

  /// What is meant by flags that are switches elsewhere, where no value follows.
  private static final Map<String, String> ALONE = Map.of("class-weight", "balanced", "cv", "5");

  /// Names without a counterpart, or with one that differs, and what is to be said of them where a
  /// command has a flag.
  private static final Map<String, Said> SENTENCES =
      Map.ofEntries(
          Map.entry(
              "alpha",
              new Said(
                  "l2",
                  "--l2 L penalises squared weights; alpha of scikit-learn is L times the rows of a"
                      + " batch")),
          Map.entry(
              "max-time",
              new Said(
                  "budget",
                  "a training that the clock cuts short cannot be compared; --budget limits the"
                      + " search")),
          Map.entry("early-stopping", early()),
          Map.entry("early-stop", early()),
          Map.entry(
              "momentum",
              new Said(
                  "optimizer",
                  "momentum is an optimizer, --optimizer 'momentum(mu=0.9)', not part of others")),
          Map.entry(
              "nesterov",
              new Said("optimizer", "it is an optimizer, --optimizer 'nesterov(mu=0.9)'")),
          Map.entry(
              "weight-decay",
              new Said(
                  "optimizer",
                  "--l2 is in J, with the gradient of weight_decay of SGD;"
                      + " the decay beside J is that of --optimizer 'adamw(decay=0.01)'")),
          Map.entry("beta1", betas()),
          Map.entry("beta-1", betas()),
          Map.entry("beta2", betas()),
          Map.entry("beta-2", betas()),
          Map.entry("betas", betas()),
          Map.entry(
              "shuffle",
              new Said("epochs", "rows are shuffled before every epoch, in an order of --seed")),
          Map.entry("gpu", processors()),
          Map.entry("gpus", processors()),
          Map.entry("device", processors()),
          Map.entry("cuda", processors()),
          Map.entry("accelerator", processors()));

  private OtherTools() {}

  /// All names.
  public static List<String> all() {
    List<String> all = new ArrayList<>(NAMES.keySet());
    SENTENCES.keySet().stream().filter(name -> !all.contains(name)).forEach(all::add);
    all.sort(null);
    return all;
  }

  /// What is said here in place of a name without its dashes, in the order in which it is tried.
  public static List<Ours> of(String name) {
    return NAMES.getOrDefault(name, List.of());
  }

  /// A sentence on a name; empty if there is none, or if the command has no flag of which it is.
  static String sentence(String name, List<Flag> flags) {
    Said said = SENTENCES.get(name);
    boolean concerns =
        said != null && flags.stream().anyMatch(f -> f.name().equals("--" + said.flag()));
    return said == null || !concerns ? "" : said.sentence();
  }

  /// @param flag that it is of, without its dashes
  private record Said(String flag, String sentence) {}

  private static Said early() {
    return new Said(
        "patience",
        "training ends early by itself; --patience N says after how many epochs without a better"
            + " one, 0 never");
  }

  private static Said betas() {
    return new Said(
        "optimizer", "it is part of an optimizer: --optimizer 'adam(b1=0.9, b2=0.999)'");
  }

  private static Said processors() {
    return new Said("threads", "soma computes on processors, as many as --threads says");
  }

  private static Map<String, List<Ours>> names() {
    Map<String, List<Ours>> all = new HashMap<>();
    for (String name : List.of("early-stopping", "early-stop")) {
      add(all, name, Ours.of("patience", "").on("", "true", "yes"));
      add(all, name, Ours.of("patience", "0").on("false", "no"));
    }
    add(all, "momentum", Ours.of("optimizer", "momentum(mu=*)").beside("", "sgd", "momentum"));
    add(all, "nesterov", Ours.of("optimizer", "nesterov").on("", "true").beside("", "sgd"));
    add(all, "weight-decay", Ours.of("optimizer", "adamw(decay=*)").beside("adamw"));
    for (String line : SAME) {
      String[] parts = line.split(": ", 2);
      for (String name : parts[1].split(" ", -1)) {
        add(all, name, Ours.of(parts[0], "*"));
      }
    }
    for (String name : List.of("standardize", "normalize")) {
      add(all, name, Ours.of("scaling", "standard").on("", "true"));
    }
    return all;
  }

  private static void add(Map<String, List<Ours>> all, String name, Ours ours) {
    all.computeIfAbsent(name, _ -> new ArrayList<>()).add(ours);
  }
}
