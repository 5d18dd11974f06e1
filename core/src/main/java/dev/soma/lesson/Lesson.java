package dev.soma.lesson;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The lessons, in the order in which they are best read.
///
/// ```java
/// Report report = Lesson.XOR.run(42);
/// boolean right = report.question().check("b");
/// ```
public enum Lesson {
  /// What one unit cannot compute.
  XOR(
      "one unit cannot compute XOR, one hidden layer can",
      "A unit with a monotone f decides by the side of a line on which x lies. No line has (0,1) and (1,0)"
          + " on one side and (0,0) and (1,1) on the other."),
  /// Weights that start alike.
  ZERO_INIT(
      "weights that start alike stay alike",
      "Units of a layer differ only by their weights. If these start equal, every unit gets the same z, the same"
          + " delta and the same step, for ever."),
  /// Step sizes.
  RATE(
      "a rate too high bounces, then diverges",
      "The gradient says which way J falls, not how far. Up to a rate that the curvature of J sets, each step"
          + " helps; beyond it each step makes things worse."),
  /// ReLUs that are 0 for every row.
  DEAD_RELU(
      "a ReLU that is 0 for every row never learns again",
      "f'(z) = 0 for z <= 0. A unit with z <= 0 for all rows has no gradient, so nothing brings it back. A small"
          + " positive b(1), such as 0.1, lets units start alive."),
  /// The flat ends of logistic units.
  SATURATION(
      "far out a logistic unit hardly learns",
      "The logistic function is flat where |z| is large. There f'(z) is nearly 0, and delta is multiplied by it."),
  /// The penalty on squared weights.
  L2(
      "lambda shrinks the weights, and the gap between old and new rows",
      "With few rows a wide network can learn each of them by heart. The penalty lambda/2 sum W^2 makes large weights"
          + " cost something."),
  /// Deltas of deep networks.
  DEPTH(
      "delta shrinks through every logistic layer",
      "Going back through a layer multiplies delta by f'(z), at most 1/4 for a logistic unit. After a few layers little"
          + " is left."),
  /// Perceptron and logistic unit.
  PERCEPTRON(
      "perceptron and logistic unit: equal decisions, two ways to learn",
      "The perceptron rule moves the weights at mistakes only, and comes to rest only if a line parts the classes. A"
          + " logistic unit goes downhill on a smooth J and has a best line in any case."),
  /// Universal approximation.
  APPROXIMATE(
      "one hidden layer comes as close to a continuous function as wanted",
      "Steep logistic units are steps, and enough steps make stairs along any continuous f: so for every eps there is a"
          + " width that is enough. The theorem promises existence, not that training finds it.");

  private final String title;
  private final String idea;

  Lesson(String title, String idea) {
    this.title = title;
    this.idea = idea;
  }

  /// The name that is typed: `zero-init`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What it is about, in a line.
  public String title() {
    return title;
  }

  /// The one idea, in two or three sentences.
  public String idea() {
    return idea;
  }

  /// Runs it: trains small networks with the engine and measures.
  ///
  /// @param seed of rows and weights
  public Report run(long seed) {
    return switch (this) {
      case XOR -> XorLesson.run(seed);
      case ZERO_INIT -> ZeroInitLesson.run(seed);
      case RATE -> RateLesson.run(seed);
      case DEAD_RELU -> DeadReluLesson.run(seed);
      case SATURATION -> SaturationLesson.run(seed);
      case L2 -> L2Lesson.run(seed);
      case DEPTH -> DepthLesson.run(seed);
      case PERCEPTRON -> PerceptronLesson.run(seed);
      case APPROXIMATE -> ApproximateLesson.run(seed);
    };
  }

  /// The lesson of that name.
  ///
  /// @throws SomaException.Usage E262 naming the nearest one
  public static Lesson parse(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> names = Arrays.stream(values()).map(Lesson::text).toList();
    return Arrays.stream(values())
        .filter(l -> l.text().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new SomaException.Usage(
                    "E262",
                    "no lesson \"" + text + "\" · there are " + String.join(", ", names),
                    "soma lesson " + NearestName.of(wanted, names).orElse("xor")));
  }
}
