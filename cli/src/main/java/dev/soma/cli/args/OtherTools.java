package dev.soma.cli.args;

import java.util.HashMap;
import java.util.Map;

/// What other tools call that which a flag of ours is for.
///
/// Names are those of scikit-learn, Keras, PyTorch and its trainers, H2O and pandas, as far as they
/// mean the same: no name is here whose values would be read but mean something else, as the decay
/// of weights of some optimizers does.
public final class OtherTools {
  /// Our flags by their names, both without the dashes at the beginning.
  public static final Map<String, String> NAMES =
      byTheirs(
          Map.ofEntries(
              Map.entry("cv", "folds nfolds n-folds num-folds k-folds kfolds n-splits cv-folds"),
              Map.entry(
                  "validation-fraction",
                  "val-split validation-split val-fraction val-size validation-size valid-size"),
              Map.entry("test-fraction", "test-split test-size"),
              Map.entry("validation", "validation-data validation-frame val-data valid-data"),
              Map.entry("hidden", "layers hidden-layers hidden-layer-sizes hidden-units units"),
              Map.entry("max-steps", "steps num-steps n-steps"),
              Map.entry("epochs", "max-iter n-iter nepochs nb-epoch"),
              Map.entry(
                  "out", "output output-dir out-dir save-dir default-root-dir logdir log-dir"),
              Map.entry(
                  "patience",
                  "early-stopping early-stopping-rounds stopping-rounds n-iter-no-change"),
              Map.entry("lr", "eta eta0 learn-rate learning-rate-init step-size"),
              Map.entry("batch", "minibatch mini-batch-size"),
              Map.entry("optimizer", "solver"),
              Map.entry("loss", "objective criterion"),
              Map.entry("metric", "scoring monitor"),
              Map.entry("schedule", "scheduler lr-scheduler lr-schedule"),
              Map.entry("init", "kernel-initializer initializer"),
              Map.entry("activation", "nonlinearity"),
              Map.entry("clip", "clipnorm clip-norm gradient-clip-val max-grad-norm"),
              Map.entry("threads", "n-jobs nthread nthreads num-threads"),
              Map.entry("max-time", "max-runtime-secs time-limit timeout"),
              Map.entry("seed", "random-state random-seed"),
              Map.entry("target", "response response-column label label-column y"),
              Map.entry("ignore", "drop drop-columns ignored-columns exclude"),
              Map.entry("weight", "sample-weight weights-column"),
              Map.entry("class-weight", "class-weights")));

  private OtherTools() {}

  private static Map<String, String> byTheirs(Map<String, String> byOurs) {
    Map<String, String> all = new HashMap<>();
    byOurs.forEach(
        (ours, theirs) -> {
          for (String name : theirs.split(" ", -1)) {
            all.put(name, ours);
          }
        });
    return Map.copyOf(all);
  }
}
