package dev.soma.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.math.Seeds;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No number that an exercise shows is the answer of one of its blanks.
class ExerciseLeakTest {
  private static final Detail THREE = new Detail(3, 8, false, 0, 0);
  private static final List<Detail> DETAILS =
      List.of(Detail.DEFAULT, THREE, THREE.zoom(2, 4).in(Form.ELEMENTS));
  private static final Pattern NUMBER = Pattern.compile("−?\\d+\\.\\d+");
  private static final String ANSWER = "(.+?)";

  private static BackpropTrace trace(String net, String loss, long seed, int rows) {
    NetworkSpec spec = NetworkSpec.parse(net);
    RandomGenerator random = Seeds.of(seed).stream("w");
    double[] flat = new double[Parameters.zeros(spec).size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = random.nextGaussian() / 2;
    }
    boolean classes = loss.equals("classes");
    double[][] x = new double[rows][spec.input().units()];
    double[][] y = new double[rows][classes ? 1 : spec.outputs()];
    for (int k = 0; k < rows; k++) {
      for (int j = 0; j < x[k].length; j++) {
        x[k][j] = random.nextGaussian();
      }
      for (int j = 0; j < y[k].length; j++) {
        y[k][j] = classes ? k % 2 : random.nextGaussian();
      }
    }
    Loss of = classes ? Loss.CROSS_ENTROPY : Loss.SQUARED_ERROR;
    Cost cost = new Cost(of, 0, seed % 2 == 0 ? 0.03 : 0);
    return BackpropTrace.of(ReferenceParameters.of(spec, flat), cost, Rows.of(x, y))
        .withUpdate(0.1)
        .withCheck("W1", 0, 0);
  }

  /// What is equal by chance is so for one set of weights.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classes | 2 -> Dense(3, tanh) -> Dense(2, softmax)
          classes | 2 -> Dense(3, relu) -> Dense(2, softmax)
          classes | 5 -> Dense(7, tanh) -> Dropout(0.1) -> Dense(6, relu) -> Dense(4, softmax)
          classes | 5 -> Dense(7, relu) -> Dense(6, leaky_relu) -> Dense(2, softmax)
          classes | 3 -> Dense(3, tanh) -> Maxout(3, 2) -> Dense(2, softmax)
          classes | 3 -> Dense(5, relu) -> Maxout(4, 2) -> Dense(2, softmax)
          classes | 5 -> Maxout(4, 2) -> LayerNorm() -> Dense(4, relu, parametric) -> Dense(4, softmax)
          classes | 5 -> Dense(4, relu) -> LayerNorm() -> Dense(4, tanh) -> BatchNorm() -> Dense(4, softmax)
          classes | 5 -> Scale() -> Dense(5, abs) -> Residual(1) -> Dense(5, relu) -> Dense(4, softmax)
          classes | 5 -> Dense(5, tanh) -> Dense(5, relu) -> Residual(1) -> Scale() -> Dense(4, softmax)
          classes | 5 -> Dense(5, linear) -> LayerNorm() -> Dense(2, softmax)
          numbers | 5 -> Dense(4, relu) -> Dense(4, linear)
          numbers | 5 -> Maxout(4, 2) -> Dense(4, tanh)
          numbers | 2 -> Dense(3, tanh) -> Dense(1, linear)
          """)
  void no_number_that_is_shown_is_the_answer_of_a_blank(String loss, String net) {
    for (int rows : List.of(1, 2, 9)) {
      Map<String, Integer> equal = new HashMap<>();
      for (long seed = 1; seed <= 3; seed++) {
        BackpropTrace trace = trace(net, loss, seed, rows);
        for (Detail detail : DETAILS) {
          leaks(trace, detail).forEach(leak -> equal.merge(detail + leak, 1, Integer::sum));
        }
      }
      assertThat(equal.values().stream().filter(times -> times > 1))
          .as(rows + " rows: " + equal)
          .isEmpty();
    }
  }

  /// The lines of a shown number and of a blank that it is the answer of.
  private static List<String> leaks(BackpropTrace trace, Detail detail) {
    List<String> asked = TraceText.text(trace, detail.hidden()).lines().toList();
    List<String> solved = TraceText.text(trace, detail.solution()).lines().toList();
    assertThat(solved).hasSameSizeAs(asked);
    Map<BigDecimal, String> given = new HashMap<>();
    Map<String, String> answers = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      Matcher number = NUMBER.matcher(asked.get(i));
      for (int n = 0; number.find(); n++) {
        given.put(value(number.group()), name(asked.get(i)) + " number " + n);
      }
      Matcher line = pattern(asked.get(i)).matcher(solved.get(i));
      assertThat(line.matches()).as(asked.get(i) + "\n" + solved.get(i)).isTrue();
      for (int b = 1; b <= line.groupCount(); b++) {
        answers.put(name(asked.get(i)) + " blank " + b, line.group(b));
      }
    }
    List<String> leaks = new ArrayList<>();
    answers.forEach(
        (blank, answer) -> {
          boolean number = NUMBER.matcher(answer).matches();
          if (number
              && value(answer).abs().compareTo(BigDecimal.ONE) != 0
              && value(answer).signum() != 0
              && given.containsKey(value(answer))) {
            leaks.add(blank + " is " + given.get(value(answer)));
          }
        });
    return leaks;
  }

  private static String name(String line) {
    return line.strip().replaceFirst("(?: = |  ).*", "");
  }

  /// With four decimals: a number of more is the same answer.
  private static BigDecimal value(String text) {
    BigDecimal number = new BigDecimal(text.replace('−', '-'));
    return number.setScale(4, RoundingMode.HALF_UP);
  }

  private static Pattern pattern(String asked) {
    StringBuilder regex = new StringBuilder();
    for (String fixed : asked.split(" *_{7}", -1)) {
      regex.append(regex.isEmpty() ? "" : " *" + ANSWER);
      regex.append(
          String.join(
              " +", Pattern.compile(" +").splitAsStream(fixed).map(Pattern::quote).toList()));
    }
    return Pattern.compile(regex.toString());
  }
}
