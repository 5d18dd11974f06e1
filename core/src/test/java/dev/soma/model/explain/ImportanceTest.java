package dev.soma.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.soma.data.Split;
import dev.soma.data.Table;
import dev.soma.data.Target;
import dev.soma.data.Task;
import dev.soma.data.read.Row;
import dev.soma.data.scale.Offset;
import dev.soma.engine.Network;
import dev.soma.error.SomaException;
import dev.soma.eval.Metric;
import dev.soma.fixtures.SmallFits;
import dev.soma.kernel.KernelChoice;
import dev.soma.math.Matrix;
import dev.soma.math.Seeds;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.recipe.Mlp;
import dev.soma.train.TrainingListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportanceTest {
  private static final int ROWS = 240;
  private static final Target CLASSES = Target.of("label").weight("w");
  private static final Target NUMBER = Target.of("y").task(Task.REGRESSION);
  private static final Target COUNTS =
      Target.of("claims").task(Task.REGRESSION).offset(Offset.exposure("years"));

  /// `x` decides all targets; some of `kind`, `day` and `noise` are missing.
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    SplittableRandom random = Seeds.of(5).stream("rows");
    for (int r = 0; r < ROWS; r++) {
      double x = Seeds.gaussian(random);
      Map<String, @Nullable Object> row = new HashMap<>();
      row.put("x", x);
      row.put("noise", r % 9 == 4 ? null : Seeds.gaussian(random));
      row.put("kind", r % 11 == 3 ? null : "k" + random.nextInt(5));
      row.put("pair", r % 3 == 0 ? "a" : "b");
      row.put("day", "2024-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(9));
      row.put("years", (1 + random.nextInt(30)) / 10.0);
      row.put("gain", r % 5 > 0 ? 0.0 : r / 5 % 10 - 4.5); // levels, too
      row.put("w", 1.0 + r % 4);
      row.put("label", x > 0 ? "yes" : "no");
      row.put("y", 3 * x);
      row.put("claims", Math.round(3 * Math.exp(x) * random.nextDouble()));
      rows.add(Row.of(row));
    }
    return rows;
  }

  private static Table table(Target target, List<Row> rows) {
    List<String> others = new ArrayList<>(List.of("label", "y", "claims"));
    others.removeAll(target.names());
    if (target.weight() == null) {
      others.add("w");
    }
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      Map<String, @Nullable Object> values = new HashMap<>(row.values());
      values.keySet().removeAll(others);
      kept.add(Row.of(values));
    }
    return Table.rows(kept).target(target);
  }

  private static Model model(Target target, boolean bag) {
    Mlp mlp =
        (target == CLASSES ? Mlp.classifier() : Mlp.regressor())
            .hidden(5, Activation.TANH)
            .repeatedValues(true)
            .optimizer(Optimizer.adam(0.03))
            .epochs(10)
            .execution(SmallFits.plain());
    Mlp own = target == COUNTS ? mlp.loss(Loss.POISSON) : mlp;
    Split parts = table(target, rows()).split(0.6, bag ? 0 : 0.2, bag ? 0.4 : 0.2, Seeds.of(1));
    return bag
        ? own.folds(3).members(2).fit(parts, TrainingListener.silent()).model()
        : own.fit(parts, TrainingListener.silent()).model();
  }

  private static Target target(String name) {
    return name.equals("label") ? CLASSES : name.equals("y") ? NUMBER : COUNTS;
  }

  /// The rows with one column taken from other rows.
  private static List<Row> exchanged(List<Row> rows, String column, int[] from) {
    List<Row> all = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Map<String, @Nullable Object> values = new HashMap<>(rows.get(r).values());
      values.put(column, rows.get(from[r]).get(column));
      all.add(Row.of(values));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "y", "claims", "label of a bag", "y of a bag"})
  void a_drop_is_that_of_a_table_whose_column_is_permuted_bit_for_bit(String name) {
    Target target = target(name.split(" ")[0]);
    Model model = model(target, name.endsWith("bag"));
    Importance.Rules rules = Importance.Rules.of(model).repeats(2);
    Importance importance = Importance.of(model, table(target, rows()), rules);
    assertThat(importance.rows()).isEqualTo(ROWS);
    assertThat(importance.value())
        .isEqualTo(rules.metric().of(model.outcomes(table(target, rows()))));
    assertThat(importance.columns()).hasSizeGreaterThan(3);
    for (Importance.Column c : importance.columns()) {
      for (int i = 0; i < 2; i++) {
        SplittableRandom random = rules.seeds().stream("importance " + i + " " + c.name());
        int[] from = Seeds.permutation(ROWS, random);
        Table permuted = table(target, exchanged(rows(), c.name(), from));
        double worse = rules.metric().of(model.outcomes(permuted));
        double drop =
            rules.metric().higherIsBetter()
                ? importance.value() - worse
                : worse - importance.value();
        assertThat(c.drops().get(i)).as(c.name()).isEqualTo(drop);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "y"})
  void a_column_that_alone_decides_comes_first_and_an_unused_one_has_exactly_0(String name) {
    Target target = target(name);
    Model trained = model(target, false);
    Member member = trained.members().getFirst();
    Parameters p = member.network().parameters().copy();
    Matrix w = p.matrix(p.groups().getFirst());
    int noise = member.encoder().inputNames().indexOf("noise");
    for (int unit = 0; unit < w.rows(); unit++) {
      w.set(unit, noise, 0);
      w.set(unit, noise + 1, 0); // whether it is missing
    }
    assertThat(member.encoder().inputNames().get(noise + 1)).contains("missing");
    Model model =
        new Model(
            List.of(new Member(member.encoder(), Network.of(p))),
            trained.target(),
            trained.loss(),
            trained.l2(),
            trained.provenance());
    Importance importance = Importance.of(model, table(target, rows()), Importance.Rules.of(model));
    Importance.Column first = importance.columns().getFirst();
    assertThat(first.name()).isEqualTo("x");
    assertThat(first.mean()).isGreaterThan(0.5 * importance.value());
    assertThat(first.sd()).isPositive();
    assertThat(importance.columns())
        .isSortedAccordingTo(Comparator.comparingDouble(c -> -c.mean()))
        .filteredOn(c -> c.name().equals("noise"))
        .singleElement()
        .satisfies(c -> assertThat(c.drops()).hasSize(5).containsOnly(0.0));
  }

  @Test
  void targets_weights_and_exposures_are_not_permuted() {
    Model counts = model(COUNTS, false);
    Importance importance =
        Importance.of(counts, table(COUNTS, rows()), Importance.Rules.of(counts));
    assertThat(importance.columns())
        .extracting(Importance.Column::name)
        .containsExactlyInAnyOrder("x", "noise", "kind", "pair", "day", "gain");
    Model classes = model(CLASSES, false);
    importance = Importance.of(classes, table(CLASSES, rows()), Importance.Rules.of(classes));
    assertThat(importance.columns())
        .extracting(Importance.Column::name)
        .containsExactlyInAnyOrder("x", "noise", "kind", "pair", "day", "gain", "years");
  }

  @Test
  void row_weights_count() {
    Model model = model(CLASSES, false);
    Importance.Rules rules = Importance.Rules.of(model);
    Table even = table(Target.of("label"), rows());
    assertThat(Importance.of(model, table(CLASSES, rows()), rules).value())
        .isNotEqualTo(Importance.of(model, even, rules).value());
  }

  @Test
  void the_seed_says_everything_and_another_one_permutes_otherwise() {
    Model model = model(CLASSES, false);
    Table table = table(CLASSES, rows());
    Importance.Rules rules = Importance.Rules.of(model);
    Importance once = Importance.of(model, table, rules);
    assertThat(Importance.of(model, table, rules)).isEqualTo(once);
    assertThat(Importance.of(model, table, rules.seeds(Seeds.of(99)))).isNotEqualTo(once);
    List<Importance.Column> three = Importance.of(model, table, rules.repeats(3)).columns();
    for (Importance.Column c : three) {
      assertThat(once.columns())
          .anySatisfy(
              o -> {
                assertThat(o.name()).isEqualTo(c.name());
                assertThat(o.drops().subList(0, 3)).isEqualTo(c.drops());
              });
    }
  }

  @Test
  void kernels_change_nothing() {
    Model vector = model(NUMBER, true);
    String before = System.getProperty(KernelChoice.PROPERTY);
    System.setProperty(KernelChoice.PROPERTY, "scalar");
    Model scalar;
    try {
      scalar = vector.calibrated(vector.calibration()); // with workspaces of its own
    } finally {
      if (before == null) {
        System.clearProperty(KernelChoice.PROPERTY);
      } else {
        System.setProperty(KernelChoice.PROPERTY, before);
      }
    }
    Table table = table(NUMBER, rows());
    Importance.Rules rules = Importance.Rules.of(vector);
    assertThat(Importance.of(scalar, table, rules)).isEqualTo(Importance.of(vector, table, rules));
  }

  @Test
  void the_work_is_bounded_by_fewer_rows_then_repeats_then_columns() {
    Model model = model(CLASSES, false);
    Table table =
        table(CLASSES, IntStream.range(0, 10).boxed().flatMap(_ -> rows().stream()).toList());
    Importance.Rules rules = Importance.Rules.of(model);
    long weights = Importance.weights(model);
    Importance all = Importance.of(model, table, rules);
    assertThat(List.of(all.of(), all.rows(), all.repeats(), all.left()))
        .containsExactly(10 * ROWS, Importance.ROWS, 5, 0);
    assertBounded(Importance.of(model, table, rules.work(7 * 5 * 500 * weights)), 500, 5, 7);
    assertBounded(Importance.of(model, table, rules.work(7 * 3 * 200 * weights)), 200, 3, 7);
    assertBounded(Importance.of(model, table, rules.work(4 * 2 * 200 * weights)), 200, 2, 4);
    assertBounded(Importance.of(model, table, rules.work(0)), 200, 2, 0);
  }

  private static void assertBounded(Importance importance, int rows, int repeats, int columns) {
    assertThat(importance.rows()).isEqualTo(rows);
    assertThat(importance.repeats()).isEqualTo(repeats);
    assertThat(importance.columns()).hasSize(columns);
    assertThat(importance.left()).isEqualTo(7 - columns);
  }

  @Test
  void the_spread_is_the_standard_deviation_of_the_permutations() {
    Importance.Column c = new Importance.Column("x", List.of(1.0, 2.0, 6.0));
    assertThat(c.mean()).isEqualTo(3);
    assertThat(c.sd()).isCloseTo(Math.sqrt(7), within(1e-15));
    assertThat(new Importance.Column("x", List.of(1.0)).sd()).isNaN();
  }

  @Test
  void a_metric_that_cannot_be_said_permutes_nothing_and_one_that_does_not_apply_is_refused() {
    Model model = model(CLASSES, false);
    Table both = table(CLASSES, rows());
    int[] yes =
        IntStream.range(0, ROWS).filter(r -> both.column("label").text(r).equals("yes")).toArray();
    Table one = both.rows(yes);
    Importance importance =
        Importance.of(model, one, Importance.Rules.of(model).metric(Metric.ROC_AUC));
    assertThat(importance.rows()).isEqualTo(yes.length);
    assertThat(importance.value()).isNaN();
    assertThat(importance.columns()).isEmpty();
    Importance.Rules rmse = Importance.Rules.of(model).metric(Metric.RMSE);
    assertThatThrownBy(() -> Importance.of(model, one, rmse))
        .satisfies(e -> assertThat(((SomaException) e).id()).isEqualTo("E235"));
  }
}
