package dev.soma.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.encode.Batches;
import dev.soma.data.encode.Dataset;
import dev.soma.engine.Network;
import dev.soma.engine.Targets;
import dev.soma.engine.Workspace;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Seeds;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Progress;
import dev.soma.recipe.Fit;
import dev.soma.recipe.effort.Effort;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.train.Execution;
import dev.soma.train.TrainingConfig;
import dev.soma.train.TrainingEvent;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three epochs of the whole recipe of the normal effort, against PyTorch in double precision: the
/// encoding of the table, the layers, the losses, the steps and all schedules together.
class RecipeGoldenTest {
  private static final double DOUBLE = 1e-9;
  private static final double GRADIENT = 1e-4;
  private static final double LOSS = 1e-3;

  static List<Golden.RecipeCase> cases() {
    return Golden.recipeCases();
  }

  @Test
  void the_script_read_what_soma_draws() throws IOException {
    try (InputStream in = RecipeGoldenTest.class.getResourceAsStream("/golden/recipe_draws.json")) {
      assertThat(in).isNotNull();
      assertThat(RecipeDraws.text())
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(cases().stream().map(Golden.RecipeCase::target)).isEqualTo(RecipeRun.TARGETS);
  }

  /// The rest of the recipe is in the network, the inputs and the numbers that are compared.
  @ParameterizedTest
  @MethodSource("cases")
  void the_network_is_that_of_the_script(Golden.RecipeCase golden) {
    RecipeRun run = RecipeRun.of(golden.target());
    assertThat(run.network().toString())
        .isEqualTo(golden.network())
        .contains("pbld(16, 4, 0.1)", "8) -> Scale()", "ntp, parametric", "Dropout(0.15)");
    assertThat(run.recipe().effort()).isEqualTo(Effort.NORMAL);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rows_are_encoded_as_numpy_does(Golden.RecipeCase golden) {
    RecipeRun run = RecipeRun.of(golden.target());
    Dataset training = run.rows().training();
    Dataset validation = run.rows().validation();
    assertThat(training.rows() + validation.rows()).isEqualTo(golden.numbers().length);
    for (int r = 0; r < golden.numbers().length; r++) {
      boolean learned = r < training.rows();
      Dataset data = learned ? training : validation;
      int row = learned ? r : r - training.rows();
      double[] wanted = golden.numbers()[r];
      for (int j = 0; j < wanted.length; j++) {
        assertThat((double) data.numbers().get(row, j))
            .as("row %d, number %d", r, j)
            .isCloseTo(wanted[j], within(1e-6));
      }
      assertThat(data.batch().code(row, 0)).as("row %d", r).isEqualTo(golden.codes()[r][0]);
      assertThat((double) data.targets().get(row, 0)).isCloseTo(golden.y()[r][0], within(1e-6));
    }
  }

  /// The reference engine, with the inputs of the script and AdamW in double.
  @ParameterizedTest
  @MethodSource("cases")
  void in_double_every_step_is_that_of_pytorch(Golden.RecipeCase golden) {
    RecipeRun run = RecipeRun.of(golden.target());
    TrainingConfig config = run.config();
    Batches batches = new Batches(run.rows().training(), config.batch(), Seeds.of(config.seed()));
    double[] w = ReferenceParameters.of(run.start()).toArray();
    double[] m = new double[w.length];
    double[] v = new double[w.length];
    int step = 0;
    for (int epoch = 1; epoch <= config.epochs(); epoch++) {
      batches.shuffle(epoch);
      for (int b = 0; b < batches.count(); b++) {
        int[] rows = new int[batches.load(b)];
        java.util.Arrays.setAll(rows, batches::row);
        Progress at =
            Progress.of(step, (long) config.epochs() * batches.count(), epoch - 1, config.epochs());
        Backpropagation.Gradient g = gradient(golden, run, w, rows, step, at);
        assertThat(g.cost().total())
            .as("J of step %d", step)
            .isCloseTo(golden.losses()[step], within(DOUBLE));
        if (step == 0) {
          assertThat(g.parameters().toArray()).containsExactly(golden.gradient(), within(DOUBLE));
        }
        step(run, w, m, v, g.parameters().toArray(), ++step, at);
      }
    }
    assertThat(w).containsExactly(golden.parameters(), within(DOUBLE));
  }

  private static Backpropagation.Gradient gradient(
      Golden.RecipeCase golden, RecipeRun run, double[] w, int[] rows, int step, Progress at) {
    double share = run.config().pace().dropout().rate(at);
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : run.network().layers()) {
      layers.add(layer instanceof Layer.Dropout d ? new Layer.Dropout(d.rate() * share) : layer);
    }
    NetworkSpec spec = new NetworkSpec(run.network().input(), layers);
    double rate = run.recipe().dropout() * share;
    double[][] x = new double[rows.length][spec.input().units()];
    double[][] y = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] numbers = golden.numbers()[rows[i]];
      System.arraycopy(numbers, 0, x[i], 0, numbers.length);
      int code = golden.codes()[rows[i]][0];
      if (code >= 0) {
        x[i][numbers.length + code] = 1;
      }
      y[i] = golden.y()[rows[i]];
    }
    List<boolean[][]> kept = new ArrayList<>();
    for (int[] draws : run.dropout(step, rows.length)) {
      boolean[][] mask = new boolean[rows.length][draws.length / rows.length];
      for (int i = 0; i < draws.length; i++) {
        mask[i / mask[0].length][i % mask[0].length] = draws[i] >= rate * (1 << 24);
      }
      kept.add(mask);
    }
    return Backpropagation.gradient(
        ReferenceParameters.of(spec, w),
        Cost.of(run.config().loss()),
        Rows.of(x, y).dropping(kept));
  }

  /// w -= eta decay f^2 w, then Adam, as the guide says, in double.
  private static void step(
      RecipeRun run, double[] w, double[] m, double[] v, double[] g, int t, Progress at) {
    Optimizer.AdamW o = (Optimizer.AdamW) run.config().optimizer();
    TrainingConfig.Pace pace = run.config().pace();
    double eta = o.rate() * run.config().schedule().rate(at);
    for (Parameters.Group group : Parameters.zeros(run.network()).groups()) {
      double f = pace.factors().of(group.role());
      double pull = group.decays() ? eta * o.decay() * pace.decay().rate(at) * f * f : 0;
      for (int i = group.offset(); i < group.offset() + group.size(); i++) {
        m[i] = o.b1() * m[i] + (1 - o.b1()) * g[i];
        v[i] = o.b2() * v[i] + (1 - o.b2()) * g[i] * g[i];
        double mean = m[i] / (1 - StrictMath.pow(o.b1(), t));
        double root = StrictMath.sqrt(v[i] / (1 - StrictMath.pow(o.b2(), t)));
        w[i] -= pull * w[i] + eta * f * mean / (root + o.eps());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void in_float_the_first_gradient_is_near(Golden.RecipeCase golden) {
    RecipeRun run = RecipeRun.of(golden.target());
    Parameters p = run.start();
    Parameters gradient = p.zerosLike();
    Seeds seeds = Seeds.of(run.config().seed());
    Batches batches = new Batches(run.rows().training(), run.config().batch(), seeds);
    batches.shuffle(1);
    int rows = batches.load(0);
    try (Workspace ws = new Workspace(run.network(), rows, KernelChoice.auto().create(1), seeds)) {
      ws.step(0, 1);
      double sum =
          Network.of(p)
              .lossAndGradient(
                  batches.inputs(),
                  new Targets(batches.targets(), batches.weights(), 0),
                  run.config().loss(),
                  ws,
                  true,
                  gradient,
                  false);
      assertThat(sum / rows).isCloseTo(golden.losses()[0], within(LOSS * golden.losses()[0]));
    }
    for (Parameters.Group g : p.groups()) { // each tensor in its own size
      double size = 0;
      double distance = 0;
      for (int i = g.offset(); i < g.offset() + g.size(); i++) {
        double wanted = golden.gradient()[i];
        size += wanted * wanted;
        distance += Math.pow((double) gradient.values()[i] / rows - wanted, 2);
      }
      assertThat(Math.sqrt(distance))
          .as("%s of size %s", g.name(), Math.sqrt(size))
          .isLessThanOrEqualTo(GRADIENT * Math.sqrt(size));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void in_float_a_training_has_the_losses_of_pytorch(Golden.RecipeCase golden) {
    RecipeRun run = RecipeRun.of(golden.target());
    List<Double> losses = new ArrayList<>();
    List<Double> validation = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {
            if (event instanceof TrainingEvent.BatchDone b) {
              losses.add(b.j());
            } else if (event instanceof TrainingEvent.Epoch e) {
              validation.add(e.validationLoss());
            }
          }

          @Override
          public boolean wantsBatches() {
            return true;
          }
        };
    Execution plain = new Execution(KernelChoice.auto(), 1, Double.POSITIVE_INFINITY, () -> false);
    Fit.train(
        run.rows(), run.network(), run.config(), run.recipe().metric(), Map.of(), plain, listener);
    near(losses, golden.losses(), "J of step");
    near(validation, golden.validation(), "validation loss of epoch");
  }

  private static void near(List<Double> got, double[] wanted, String what) {
    assertThat(got).hasSize(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(got.get(i))
          .as("%s %d", what, i)
          .isCloseTo(wanted[i], within(LOSS * Math.abs(wanted[i])));
    }
  }
}
