package dev.soma.studio.lesson;

import dev.soma.lesson.Lesson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What can be tried on the page after a lesson: its data and network, as settings of a run.
///
/// The page scales inputs to mean 0 and deviation 1, keeps back validation rows, and has no
/// perceptron rule; where that makes a difference the text says so.
public final class Tries {
  private Tries() {}

  /// One thing to try.
  ///
  /// @param text what, in a few words
  /// @param view in which it is seen best
  /// @param settings of the run, by name, `v` among them
  public record Try(String text, String view, Map<String, Object> settings) {}

  /// What goes with a lesson.
  public static List<Try> of(Lesson lesson) {
    return switch (lesson) {
      case XOR -> oneUnit();
      case ZERO_INIT -> equalStarts();
      case RATE -> rates();
      case DEAD_RELU -> dead();
      case SATURATION -> flat();
      case L2 -> penalties();
      case DEPTH -> depths();
      case PERCEPTRON -> logistic();
      case APPROXIMATE -> steps();
    };
  }

  /// What to look at, and what is seen there: of a training that has ended its last epoch, since
  /// the best one would hide what some lessons are about.
  public static String look(Lesson lesson) {
    return switch (lesson) {
      case XOR ->
          "Below the picture the wrong rows are counted: with one line never 0, with two lines 0.";
      case ZERO_INIT ->
          "At the end weights of 0 are where they were, but for the last bias; from 0.5 all units of"
              + " the hidden layer have the same weights; drawn ones differ.";
      case RATE ->
          "Press Step some times and watch the line; inputs are scaled here, so h = 1. J falls alike"
              + " for 0.1 and 1.9: the line is as far off, but on the other side after each step.";
      case DEAD_RELU -> "Health shows the share of units that are 0 for every row, epoch by epoch.";
      case SATURATION ->
          "In both the units start alike, so all that differs is where z lies. Compare J at the end,"
              + " and f'(z) of the units.";
      case L2 ->
          "Compare at the end the border and the ringed rows, the largest weight in the legend of"
              + " Network, and the validation loss in Curves. These are the weights of the last epoch:"
              + " those of the best one, which train keeps, have not yet learned the noise.";
      case DEPTH -> "J of the one stays where it was, J of the other falls.";
      case PERCEPTRON ->
          "The line comes to rest, although no line parts the classes. The perceptron rule itself is"
              + " in the terminal: --model perceptron.";
      case APPROXIMATE -> "One unit is one step, whatever its weights; more units follow the sine.";
    };
  }

  private static List<Try> oneUnit() {
    return List.of(
        tried("no hidden unit: one line", "boundary", xor("none", "tanh", "adam", 0.1, 0)),
        tried("2 hidden tanh units: two lines", "boundary", xor("2", "tanh", "adam", 0.1, 0)),
        tried("one |z| unit: two lines", "boundary", xor("Dense(1, abs)", "tanh", "adam", 0.1, 0)));
  }

  private static List<Try> equalStarts() {
    return List.of(
        tried("all weights 0", "network", moons(0.1, "4", "tanh", "constant(0)")),
        tried("all weights 0.5", "network", moons(0.1, "4", "tanh", "constant(0.5)")),
        tried("drawn weights", "network", moons(0.1, "4", "tanh", "auto")));
  }

  private static List<Try> rates() {
    return List.of(
        tried("rate 0.1: it creeps", "boundary", line(0.1)),
        tried("rate 1: one step is enough", "boundary", line(1)),
        tried("rate 1.9: it bounces, nearer each time", "boundary", line(1.9)),
        tried("rate 2.2: it diverges until it is stopped", "curves", line(2.2)));
  }

  private static List<Try> dead() {
    String low = "b = −2, since inputs are scaled here: units begin dead, and stay so";
    return List.of(
        tried(low, "health", xor("16", "relu", "sgd", 0.2, -2)),
        tried("b = 0.1: alive", "health", xor("16", "relu", "sgd", 0.2, 0.1)));
  }

  private static List<Try> flat() {
    String far = "all weights 20, since inputs are scaled here: flat ends, it hardly learns";
    return List.of(
        tried(far, "units", moons(0.1, "8", "logistic", "constant(20)")),
        tried("all weights 1: it learns", "units", moons(0.1, "8", "logistic", "constant(1)")));
  }

  private static List<Try> penalties() {
    return List.of(
        tried("lambda 0: learned by heart, a border around single rows", "boundary", l2(0)),
        tried("lambda 0.01: a smooth border", "boundary", l2(0.01)),
        tried("lambda 1: it cannot bend, all weights are 0", "boundary", l2(1)));
  }

  private static List<Try> depths() {
    return List.of(
        tried("six logistic layers", "curves", deep("logistic")),
        tried("six layers of ReLUs", "curves", deep("relu")));
  }

  private static List<Try> logistic() {
    String overlap = "the logistic unit, on moons that overlap";
    return List.of(tried(overlap, "boundary", moons(0.4, "none", "tanh", "auto")));
  }

  private static List<Try> steps() {
    return List.of(
        tried("1 logistic unit and the sine", "boundary", sine("1")),
        tried("16 logistic units and the sine", "boundary", sine("16")));
  }

  private static Try tried(String text, String view, Map<String, Object> settings) {
    settings.put("v", 1);
    settings.putIfAbsent("seed", 42);
    settings.putIfAbsent("init", "auto");
    settings.putIfAbsent("bias", 0);
    settings.putIfAbsent("l2", 0);
    settings.putIfAbsent("batch", 100_000);
    settings.putIfAbsent("keep", "last");
    return new Try(text, view, Collections.unmodifiableMap(settings));
  }

  private static Map<String, Object> rows(String data, int rows, double noise) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", data);
    all.put("rows", rows);
    all.put("noise", noise);
    return all;
  }

  private static void network(
      Map<String, Object> all,
      String network,
      String f,
      String optimizer,
      double rate,
      int epochs) {
    all.put("network", network);
    all.put("activation", f);
    all.put("optimizer", optimizer);
    all.put("lr", rate);
    all.put("epochs", epochs);
  }

  private static Map<String, Object> xor(
      String network, String f, String optimizer, double rate, double bias) {
    Map<String, Object> all = rows("xor", 200, 0.1);
    network(all, network, f, optimizer, rate, 500);
    all.put("bias", bias);
    return all;
  }

  private static Map<String, Object> moons(double noise, String network, String f, String init) {
    Map<String, Object> all = rows("moons", 150, noise);
    network(all, network, f, "sgd", 0.5, 300);
    all.put("init", init);
    return all;
  }

  private static Map<String, Object> line(double rate) {
    Map<String, Object> all = rows("sine", 70, 0.1);
    network(all, "none", "logistic", "sgd", rate, 300);
    return all;
  }

  private static Map<String, Object> sine(String network) {
    Map<String, Object> all = rows("sine", 70, 0);
    network(all, network, "logistic", "adam", 0.1, 500);
    return all;
  }

  private static Map<String, Object> l2(double lambda) {
    Map<String, Object> all = rows("moons", 60, 0.35);
    network(all, "32", "tanh", "adam", 0.05, 600);
    all.put("l2", lambda);
    all.put("seed", 7);
    return all;
  }

  private static Map<String, Object> deep(String f) {
    Map<String, Object> all = rows("moons", 86, 0.1);
    network(all, "10, 10, 10, 10, 10, 10", f, "sgd", 0.5, 200);
    return all;
  }
}
