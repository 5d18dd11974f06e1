package dev.soma.recipe;

import dev.soma.data.Table;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.text.Names;
import dev.soma.data.text.NumberText;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.math.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How much the rows of each class count in training and validation, on top of the weights of the
/// rows.
///
/// The product of both has mean 1 over the training rows. Test rows are never weighted by class.
///
/// @param balanced whether the rows of every class together weigh the same
/// @param byClass weights by class, >= 0; classes that are not named have 1; empty if balanced
public record ClassWeights(boolean balanced, Map<String, Double> byClass) {
  /// Every class as its rows are.
  public static final ClassWeights NONE = new ClassWeights(false, Map.of());

  /// The rows of every class together weigh the same.
  public static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

  private static final int CHOICES = 3;

  /// Copies, keeping the order, and checks.
  ///
  /// @throws SomaException.Usage E201 for a weight that is negative or not finite
  public ClassWeights {
    byClass = new LinkedHashMap<>(byClass);
    byClass.forEach(
        (name, weight) -> {
          if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new SomaException.Usage(
                "E201",
                "class weight " + name + "=" + weight + " · expected a finite number >= 0",
                "balanced");
          }
        });
    byClass = java.util.Collections.unmodifiableMap(byClass);
  }

  /// Reads `none`, `balanced` or `yes=3,no=1`.
  ///
  /// @throws SomaException.Usage E209 for other text, E201 for a weight out of its range
  public static ClassWeights parse(String text) {
    String t = text.strip();
    if (t.isEmpty() || t.toLowerCase(Locale.ROOT).equals("none")) {
      return NONE;
    }
    if (t.toLowerCase(Locale.ROOT).equals("balanced")) {
      return BALANCED;
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String part : t.split(",", -1)) {
      int equals = part.lastIndexOf('=');
      try {
        String name = part.substring(0, Math.max(0, equals)).strip();
        double weight = Double.parseDouble(part.substring(equals + 1));
        if (equals < 1 || weights.put(name, weight) != null) {
          throw new NumberFormatException();
        }
      } catch (NumberFormatException _) {
        throw new SomaException.Usage(
            "E209",
            "class weights \"" + t + "\" · expected balanced, or each class once: yes=3,no=1",
            "balanced");
      }
    }
    return new ClassWeights(false, weights);
  }

  /// `none`, `balanced` or `yes=3.0,no=1.0`.
  @Override
  public String toString() {
    if (byClass.isEmpty()) {
      return balanced ? "balanced" : "none";
    }
    return String.join(
        ",", byClass.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  /// What the weight of a row of each class is multiplied with, so that the mean over the training
  /// rows is 1.
  ///
  /// @throws SomaException.Usage E207 if the target is not one of classes
  /// @throws SomaException.Data E326 for a class that is not there, or if nothing weighs anything
  double[] factors(Table training, TargetEncoder target) {
    if (!(target instanceof TargetEncoder.Classes classes)) {
      throw new SomaException.Usage(
          "E207",
          "class weights · the target is not one of classes: "
              + String.join(", ", target.names())
              + " asks for "
              + target.task().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          "--class-weight none");
    }
    double[] sums = sums(training, classes);
    double[] factors = new double[sums.length];
    Arrays.fill(factors, 1);
    if (balanced) {
      for (int k = 0; k < sums.length; k++) {
        factors[k] = sums[k] > 0 ? 1 / sums[k] : 0;
      }
    }
    requireClasses(classes.levels());
    byClass.forEach((name, weight) -> factors[classes.levels().indexOf(name)] = weight);
    double sum = 0;
    for (int k = 0; k < sums.length; k++) {
      sum += factors[k] * sums[k];
    }
    if (!(sum > 0)) {
      throw new SomaException.Data(
          "E326",
          "class weights "
              + this
              + " leave nothing: all training rows weigh 0; the classes are "
              + String.join(", ", classes.levels()),
          "--class-weight balanced");
    }
    double mean = sum / training.rows();
    return Arrays.stream(factors).map(f -> f / mean).toArray();
  }

  /// @throws SomaException.Data E326 for names that are no classes
  private void requireClasses(List<String> levels) {
    List<String> unknown = byClass.keySet().stream().filter(n -> !levels.contains(n)).toList();
    if (!unknown.isEmpty()) {
      throw new SomaException.Data(
          "E326",
          "no class \""
              + String.join("\", \"", unknown)
              + "\" to weigh; the classes are "
              + String.join(", ", levels),
          instead(unknown, levels).stream()
              .map(weights -> "--class-weight " + weights)
              .toArray(String[]::new));
    }
  }

  /// The same weights with classes in place of names that are none: each the nearest that has no
  /// weight yet. Where one name is near to none, with each of the classes that are left. A class
  /// that [#parse] could not read back is offered for none.
  private List<String> instead(List<String> unknown, List<String> levels) {
    List<String> free = new ArrayList<>(levels);
    free.removeAll(byClass.keySet());
    free.removeIf(level -> !isReadable(level));
    Map<String, String> meant = new HashMap<>();
    for (String name : unknown) {
      NearestName.of(name, free).ifPresent(near -> meant.put(name, near));
      free.remove(meant.get(name));
    }
    List<String> open = new ArrayList<>(unknown);
    open.removeAll(meant.keySet());
    if (open.size() == 1 && !free.isEmpty()) {
      return free.stream().limit(CHOICES).map(k -> text(meant, open, List.of(k), levels)).toList();
    }
    return List.of(text(meant, open, free, levels));
  }

  /// The weights with classes in place of names.
  ///
  /// @param open names that have the classes `left`, in turn, as far as there are any
  private String text(
      Map<String, String> meant, List<String> open, List<String> left, List<String> levels) {
    Map<String, String> all = new HashMap<>(meant);
    for (int i = 0; i < Math.min(open.size(), left.size()); i++) {
      all.put(open.get(i), left.get(i));
    }
    String weights =
        byClass.entrySet().stream()
            .map(e -> Map.entry(all.getOrDefault(e.getKey(), e.getKey()), e.getValue()))
            .filter(e -> levels.contains(e.getKey()) && isReadable(e.getKey()))
            .map(e -> e.getKey() + "=" + NumberText.typed(e.getValue()))
            .collect(Collectors.joining(","));
    return weights.isEmpty() ? "balanced" : Names.quoted(weights);
  }

  /// Whether [#parse] reads a name as it is, beside others: commas part the classes.
  private static boolean isReadable(String name) {
    return !name.isEmpty() && !name.contains(",") && name.equals(name.strip());
  }

  /// The weights of the rows of each class, summed in the order of the rows.
  private static double[] sums(Table training, TargetEncoder.Classes classes) {
    double[] sums = new double[classes.levels().size()];
    int step = training.work() == null ? Math.max(1, training.rows()) : Table.IN_MEMORY;
    for (int from = 0; from < training.rows(); from += step) {
      Table part =
          training.work() == null
              ? training
              : training.rows(from, Math.min(from + step, training.rows()));
      Matrix codes = classes.encode(part);
      float[] weights = part.weights();
      for (int r = 0; r < codes.rows(); r++) {
        sums[(int) codes.get(r, 0)] += weights == null ? 1 : weights[r];
      }
    }
    return sums;
  }
}
