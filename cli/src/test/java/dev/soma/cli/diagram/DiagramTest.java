package dev.soma.cli.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.MissingPolicy;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.engine.Network;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Provenance;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagramTest {
  private static final Table TABLE =
      Table.of(List.of("x", "<y>", "t"), new double[][] {{0, 1, 2}, {1, 3, 5}, {2, 2, 7}})
          .target("t");

  private static Model model(String spec, double[][]... tensors) {
    Network network = Network.of(NetworkSpec.parse(spec), tensors);
    return new Model(
        List.of(new Member(Encoder.learn(TABLE, MissingPolicy.AUTO), network)),
        TargetEncoder.learn(TABLE),
        Loss.SQUARED_ERROR,
        0,
        new Provenance("0", "", 3, 1, Map.of(), 1));
  }

  @Test
  void a_small_network_is_drawn_whole() {
    Model model =
        model(
            "2 -> Dense(2, tanh) -> Dense(1, identity)",
            new double[][] {{0.5, -1}, {2, 0.25}},
            new double[][] {{0.125, -4}},
            new double[][] {{3, -0.75}},
            new double[][] {{8}});
    Diagram d = Diagram.of(model);
    assertThat(d.stages().stream().map(Diagram.Stage::kind))
        .containsExactly("2 inputs", "2 tanh", "1 identity");
    assertThat(d.stages().getFirst().units().stream().map(Diagram.Unit::name))
        .containsExactly("x", "<y>");
    assertThat(d.stages().get(1).units().stream().map(Diagram.Unit::bias))
        .containsExactly(0.125, -4.0);
    assertThat(d.weights().getFirst().values())
        .isDeepEqualTo(new double[][] {{0.5, -1}, {2, 0.25}});
    assertThat(d.weights().getFirst().largest()).isEqualTo(2);
    assertThat(d.weights().getLast().values()).isDeepEqualTo(new double[][] {{3, -0.75}});
    assertThat(d.notes()).isEmpty();
  }

  @Test
  void of_a_wide_layer_the_units_that_weigh_most_are_drawn() {
    int units = 50;
    double[][] w1 = new double[units][2];
    double[][] b1 = new double[1][units];
    double[][] w2 = new double[1][units];
    for (int i = 0; i < units; i++) {
      w1[i][0] = 0.1;
      w2[0][i] = 1;
      b1[0][i] = i;
    }
    w1[30][1] = -5;
    w2[0][44] = 9;
    w1[7][1] = 100; // but nothing leaves it
    w2[0][7] = 0;
    Diagram d =
        Diagram.of(
            model("2 -> Dense(50, tanh) -> Dense(1, identity)", w1, b1, w2, new double[][] {{0}}));
    List<Diagram.Unit> shown = d.stages().get(1).units();
    assertThat(shown)
        .hasSize(12)
        .extracting(Diagram.Unit::index)
        .contains(31, 45)
        .doesNotContain(8);
    assertThat(shown).extracting(Diagram.Unit::index).isSorted();
    assertThat(shown).allSatisfy(u -> assertThat(u.bias()).isEqualTo(u.index() - 1.0));
    assertThat(d.stages().get(1).size()).isEqualTo(50);
    assertThat(d.notes()).singleElement().asString().contains("the rest counted");
  }

  @Test
  void factors_before_a_layer_are_in_its_weights() {
    Diagram d =
        Diagram.of(
            model(
                "2 -> Scale() -> Dense(1, identity)",
                new double[][] {{2, -1}},
                new double[][] {{0.5, 3}},
                new double[][] {{0}}));
    assertThat(d.weights().getFirst().values()).isDeepEqualTo(new double[][] {{1, -3}});
    assertThat(d.notes()).singleElement().asString().contains("times the factors g");
  }
}
