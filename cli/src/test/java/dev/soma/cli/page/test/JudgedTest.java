package dev.soma.cli.page.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.encode.TargetEncoder;
import dev.soma.eval.Metric;
import dev.soma.eval.Outcomes;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class JudgedTest {
  private static final TargetEncoder TWO = new TargetEncoder.Classes("t", List.of("no", "yes"));

  private static Outcomes.Classes two(double[] p, int[] truth) {
    double[][] both = new double[p.length][];
    for (int r = 0; r < p.length; r++) {
      both[r] = new double[] {1 - p[r], p[r]};
    }
    return Outcomes.classes(both, truth);
  }

  @Test
  void a_curve_by_hand() {
    Outcomes o = two(new double[] {0.9, 0.8, 0.8, 0.1}, new int[] {1, 1, 0, 0});
    Judged.Curve roc = Judged.each(o, TWO).getFirst().roc();
    assertThat(roc.x()).containsExactly(0, 0, 0.5, 1); // equal p come together
    assertThat(roc.y()).containsExactly(0, 0.5, 1, 1);
  }

  @Test
  void the_area_below_the_curve_is_the_auc() {
    Random random = new Random(7);
    double[] p = new double[120];
    int[] y = new int[120];
    for (int r = 0; r < p.length; r++) {
      y[r] = random.nextInt(2);
      p[r] = (float) Math.clamp(0.5 + 0.2 * (y[r] - 0.5) + 0.2 * random.nextGaussian(), 0, 1);
    }
    Outcomes.Classes o = two(p, y);
    Judged.Curve roc = Judged.each(o, TWO).getFirst().roc();
    double area = 0;
    for (int i = 1; i < roc.x().length; i++) {
      area += (roc.x()[i] - roc.x()[i - 1]) * (roc.y()[i] + roc.y()[i - 1]) / 2;
    }
    assertThat(area).isEqualTo(Metric.ROC_AUC.of(o), Offset.offset(1e-9));
  }

  @Test
  void bins_hold_all_rows_with_wilsons_interval() {
    Outcomes o = two(new double[] {0.05, 0.95, 0.96, 1.0}, new int[] {0, 1, 1, 0});
    List<Judged.Bin> bins = Judged.bins(Judged.chosen(o, TWO), 10);
    assertThat(bins).hasSize(2);
    assertThat(bins.getLast().rows()).isEqualTo(3);
    assertThat(bins.getLast().share()).isEqualTo(2 / 3.0);
    assertThat(bins.getLast().low()).isEqualTo(0.2077, Offset.offset(1e-4));
    assertThat(bins.getLast().high()).isEqualTo(0.9385, Offset.offset(1e-4));
  }

  @Test
  void order_is_that_of_the_numbers_also_below_0() {
    assertThat(Order.rising(new double[] {0.5, -2, Double.NaN, 3, -0.5, -2}))
        .containsExactly(1, 5, 4, 0, 3);
  }
}
