package dev.soma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.read.ReadOptions;
import dev.soma.eval.Metric;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.ClassWeights;
import dev.soma.recipe.Mlp;
import dev.soma.recipe.effort.Effort;
import dev.soma.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `Mlp` and the command make the same models of the same rows.
class JavaAgainstCommandTest {
  private static final double SHARE = 0.15;

  @TempDir Path folder;
  private Path file;
  private Table table;

  @BeforeEach
  void table() {
    file = Cli.table(folder);
    table = Table.csv(file, ReadOptions.DEFAULT.ignore(List.of("y"))).target("label");
  }

  private Cli command(String name, String flags) {
    List<String> args = new ArrayList<>(List.of(name, file.toString(), "--target", "label"));
    args.addAll(List.of("--ignore", "y", "--out", folder.resolve(name).toString()));
    args.addAll(List.of(flags.split(" ")));
    Cli run = Cli.run(args);
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }

  /// The parts of the command: three, or the rows of the folds and the test rows.
  private Split parts(boolean folds) {
    double validation = folds ? 0 : SHARE;
    return table.split(1 - validation - SHARE, validation, SHARE, Seeds.of(42));
  }

  private static void same(Model java, Model command, Table rows) {
    assertThat(java.members()).hasSameSizeAs(command.members());
    for (int m = 0; m < java.members().size(); m++) {
      assertThat(java.members().get(m).network().parameters().values())
          .isEqualTo(command.members().get(m).network().parameters().values());
    }
    assertThat(java.calibration()).isEqualTo(command.calibration());
    assertThat(java.predict(rows).outputs()).isEqualTo(command.predict(rows).outputs());
    for (int r = 0; r < rows.rows(); r++) {
      assertThat(java.predict(rows.rows(r, r + 1)).predictedClass(0))
          .isEqualTo(command.predict(rows.rows(r, r + 1)).predictedClass(0));
    }
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        one("--class-weight balanced", m -> m.classWeights(ClassWeights.BALANCED)),
        one("--class-weight yes=3,no=1", m -> m.classWeights(ClassWeights.parse("yes=3,no=1"))),
        one("--calibrate off", m -> m.calibrate(false)),
        one("--threshold 0.3 --max-steps 7", m -> m.threshold(0.3).maxSteps(7)),
        one("--max-norm 0.4", m -> m.maxNorm(0.4)),
        one("--optimizer lbfgs", m -> m.optimizer(Optimizer.lbfgs())),
        one(
            "--threshold auto --metric mcc --class-weight yes=2 --calibrate off",
            m ->
                m.bestThreshold()
                    .metric(Metric.MCC)
                    .classWeights(ClassWeights.parse("yes=2"))
                    .calibrate(false)));
  }

  private static Arguments one(String flags, UnaryOperator<Mlp> said) {
    return Arguments.of(flags, said);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void one_network(String flags, UnaryOperator<Mlp> said) {
    Cli run = command("train", "--effort fast --epochs 9 " + flags);
    Mlp mlp = said.apply(Mlp.classifier().effort(Effort.FAST).epochs(9));
    Model java = mlp.fit(parts(false), TrainingListener.silent()).model();
    same(java, Model.load(Path.of(run.out().strip())), table);
  }

  @Test
  void a_bag_with_class_weights_and_a_threshold() {
    Cli run = command("train", "--class-weight balanced --threshold auto --epochs 4");
    Mlp mlp = Mlp.classifier().classWeights(ClassWeights.BALANCED).bestThreshold().epochs(4);
    Model java = mlp.fit(parts(true), TrainingListener.silent()).model();
    assertThat(java.members()).hasSize(5);
    same(java, Model.load(Path.of(run.out().strip())), table);
  }

  @ParameterizedTest
  @MethodSource("searches")
  void a_search(String flags, Mlp mlp, boolean folds) throws IOException {
    Cli run = command("tune", flags + " --epochs 9 --trials 4");
    Path log = folder.resolve("java.jsonl");
    Model java =
        mlp.epochs(9)
            .search()
            .trials(4)
            .log(log)
            .fit(parts(folds), TrainingListener.silent())
            .fit()
            .model();
    assertThat(trials(log)).isEqualTo(trials(folder.resolve("tune/trials.jsonl"))).hasSize(6);
    same(java, Model.load(Path.of(run.out().strip())), table);
  }

  static Stream<Arguments> searches() {
    return Stream.of(
        Arguments.of("--effort fast", Mlp.classifier().effort(Effort.FAST), false),
        Arguments.of("--effort normal", Mlp.classifier(), true),
        Arguments.of(
            "--effort fast --optimizer lbfgs --class-weight balanced",
            Mlp.classifier()
                .effort(Effort.FAST)
                .optimizer(Optimizer.lbfgs())
                .classWeights(ClassWeights.BALANCED),
            false));
  }

  /// The results of a log, without their times.
  private static List<String> trials(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(l -> l.startsWith("{\"event\":\"trial\""))
        .map(l -> l.replaceFirst(",\"seconds\":.*", ""))
        .toList();
  }
}
