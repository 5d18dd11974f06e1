package dev.soma.recipe;

import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.error.SomaException;
import dev.soma.eval.Evaluation;
import dev.soma.eval.Metric;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Predictions;
import dev.soma.model.Provenance;
import dev.soma.model.calibration.Calibration;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.recipe.effort.Recipe;
import dev.soma.train.Divergence;
import dev.soma.train.Execution;
import dev.soma.train.Scorer;
import dev.soma.train.Trainer;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingHistory;
import dev.soma.train.TrainingListener;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A finished run: the model with the best weights, and what the run was like.
///
/// @param model with the weights of the best epoch
/// @param history all epochs and how the run ended; of an ensemble, those of the network that was
///   trained last
/// @param divergence where a number became infinite or NaN; null unless that ended the run
/// @param preparation the rows and their encoding; those of the first fold if there are several
/// @param members the networks of an [Ensemble] that are part of the model; empty for one network
/// @param outOfFold what each fold says of the rows that it held out; null without folds
public record Fit(
    Model model,
    TrainingHistory history,
    @Nullable Divergence divergence,
    Preparation preparation,
    List<Ensemble.Trained> members,
    @Nullable OutOfFold outOfFold) {
  /// Copies.
  public Fit {
    members = List.copyOf(members);
  }

  /// The version that is written into models.
  public static final String VERSION = "0.1.0";

  private static final int CALIBRATION_ROWS = 100_000;

  /// Trains a network on prepared rows.
  ///
  /// @param metric chooses the best epoch
  /// @param settings further settings that determine the result, by name, for the provenance: how
  ///   the rows were split and prepared
  /// @throws dev.soma.error.SomaException.Usage if network, loss, metric and settings do not go
  ///   together
  /// @throws dev.soma.error.SomaException.Data E325 if the metric cannot be said of the validation
  ///   rows
  public static Fit train(
      Preparation rows,
      NetworkSpec network,
      TrainingConfig config,
      Metric metric,
      Map<String, String> settings,
      Execution execution,
      TrainingListener listener) {
    requireLink(rows, network, config.loss());
    Scorer scorer = new Scorer(metric, rows.target());
    scorer.check(network.output().activation());
    boolean chosen = !metric.equals(Recipe.metric(rows.task(), config.loss()));
    scorer.check(rows.validation(), rows.split().validation().source(), chosen);
    Trainer.Result result =
        Trainer.train(
            network, rows.training(), rows.validation(), scorer, config, execution, listener);
    Map<String, String> all = new TreeMap<>(settings);
    all.put("metric", metric.toString());
    all.put("network", network.toString());
    Model model =
        new Model(
            List.of(new Member(rows.encoder(), result.network())),
            rows.target(),
            config.loss(),
            config.regularization().l2(),
            provenance(rows, config, all, result.history().stopped()));
    return new Fit(model, result.history(), result.divergence(), rows, List.of(), null);
  }

  /// Where the model comes from. A limit on the steps is told where there was one; a run that the
  /// clock or somebody has ended is one with the limit of the steps that it made.
  private static Provenance provenance(
      Preparation rows, TrainingConfig config, Map<String, String> all, TrainingEvent.Stopped end) {
    all.putAll(config.settings());
    long limit =
        switch (end.reason()) {
          case MAX_TIME, INTERRUPTED -> end.step();
          case COMPLETED, EARLY, CONVERGED, MAX_STEPS, DIVERGED -> config.maxSteps();
        };
    if (limit > 0) {
      all.put("max_steps", Long.toString(limit));
    }
    String sha = rows.split().train().source().sha256();
    return new Provenance(
        VERSION, sha == null ? "" : sha, rows.training().rows(), config.seed(), all, end.step());
  }

  /// The same, with what its model learns, now that its weights stand, from rows that none of its
  /// gradients saw: from the validation rows, of more than 100,000 from evenly spaced ones; of
  /// folds from what each says of the rows that it held out.
  ///
  /// @param metric that chose the epoch
  /// @throws dev.soma.error.SomaException.Usage E207 for a threshold where no two classes are told
  ///   apart by a probability
  public Fit calibrated(Calibration.Rules rules, Metric metric) {
    requireTwo(rules, preparation.target(), model.network().spec().output().activation());
    boolean shifted = model.encoder().offset() != null; // which a temperature would divide, too
    Calibration.Rules own =
        new Calibration.Rules(rules.temperature() && !shifted, rules.threshold());
    Calibration learned =
        outOfFold == null || outOfFold.parts().isEmpty()
            ? ofValidation(own, metric)
            : Calibration.ofFolds(own, preparation.target(), outOfFold.outcomes(), metric);
    OutOfFold decided = outOfFold == null ? null : outOfFold.decidedBy(learned);
    return new Fit(model.calibrated(learned), history, divergence, preparation, members, decided);
  }

  private Calibration ofValidation(Calibration.Rules rules, Metric metric) {
    Dataset rows = some(preparation.validation());
    Predictions p = model.predict(rows);
    return Calibration.learn(
        rules,
        model.target(),
        model.network().spec().output().activation(),
        List.of(p.scores()),
        p.outputs(),
        rows,
        preparation.training(),
        metric);
  }

  /// Checks that a threshold other than 1/2 goes with the target.
  ///
  /// @throws dev.soma.error.SomaException.Usage E207 if it does not
  public static void requireTwo(Calibration.Rules rules, TargetEncoder target, Activation output) {
    boolean two =
        target instanceof TargetEncoder.Classes c
            && c.levels().size() == 2
            && !(output instanceof Activation.Step);
    if (rules.threshold() != 0.5 && !two) {
      throw new SomaException.Usage(
          "E207",
          "--threshold · only where two classes are told apart by a probability; the target is "
              + String.join(", ", target.names())
              + (output instanceof Activation.Step ? ", decided by step units" : ""),
          "--threshold 0.5");
    }
  }

  /// Checks that z goes through the function which an offset was made for: with an offset the
  /// output layer is that of the loss.
  ///
  /// @throws dev.soma.error.SomaException.Usage E242 if it is another
  public static void requireLink(Preparation rows, NetworkSpec network, Loss loss) {
    Offset offset = rows.encoder().offset();
    Layer.Dense output = Recipe.output(rows.target(), loss);
    if (offset != null && !network.output().activation().equals(output.activation())) {
      throw new SomaException.Usage(
          "E242",
          offset.flag()
              + " "
              + offset.column()
              + " · with the loss "
              + loss
              + " the output has to be "
              + output
              + ", the network ends with "
              + network.output(),
          "leave " + offset.flag() + " out");
    }
  }

  private static Dataset some(Dataset rows) {
    if (rows.rows() <= CALIBRATION_ROWS) {
      return rows;
    }
    int[] taken = new int[CALIBRATION_ROWS];
    Arrays.setAll(taken, i -> (int) ((long) i * rows.rows() / CALIBRATION_ROWS));
    return rows.rows(taken);
  }

  /// How good the model is on these rows.
  public Evaluation evaluate(Table table) {
    return model.evaluate(table);
  }
}
