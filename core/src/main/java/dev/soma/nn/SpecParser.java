package dev.soma.nn;

import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the text form of networks; [NetworkSpec] documents it.
final class SpecParser {
  private static final Pattern INPUT =
      Pattern.compile("(\\d+)|(?:(\\d+)\\s*\\+\\s*)?onehot\\(([\\d\\s,]+)\\)");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\s*\\((.*)\\)");

  private SpecParser() {}

  /// Splits `4 -> Dense(...) -> ...` at the arrows.
  static List<String> steps(String text) {
    List<String> steps = new ArrayList<>();
    for (String step : text.split("->|→", -1)) {
      steps.add(step.strip());
    }
    return steps;
  }

  static boolean isInput(String step) {
    return INPUT.matcher(step).matches();
  }

  static InputShape input(String step) {
    Matcher m = INPUT.matcher(step);
    if (!m.matches()) {
      throw malformed("the first step must be the inputs, such as 4 or 6 + onehot(3, 2)", step);
    }
    List<Integer> levels = new ArrayList<>();
    if (m.group(3) != null) {
      for (String level : m.group(3).split(",", -1)) {
        levels.add(integer(level, step));
      }
    }
    String numbers = m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : "0";
    try {
      return new InputShape(integer(numbers, step), levels);
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()), step);
    }
  }

  static Layer layer(String step, List<Activation.Custom> own) {
    if (step.contains("onehot")) {
      throw malformed(
          "inputs come first and once, numbers before levels, such as 4, 6 + onehot(3, 2) or"
              + " onehot(3, 2)",
          step);
    }
    Matcher m = CALL.matcher(step);
    if (!m.matches()) {
      throw malformed(
          "a layer is Dense(units, activation), Maxout(units, pieces), Dropout(rate), Scale(),"
              + " LayerNorm(), BatchNorm(), Residual(layers), Members(count) or"
              + " Embedding(numbers, columns, size)",
          step);
    }
    String[] arguments = m.group(2).split(",(?![^(]*\\))", -1); // not the comma in brackets
    try {
      return layer(m.group(1), m.group(2), arguments, step, own);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw malformed(String.valueOf(e.getMessage()), step);
    }
  }

  private static Layer layer(
      String name, String inside, String[] arguments, String step, List<Activation.Custom> own) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "dense" -> dense(arguments, step, own);
      case "maxout" -> {
        count(arguments, 2, step);
        yield new Layer.Maxout(integer(arguments[0], step), integer(arguments[1], step));
      }
      case "embedding" -> embedding(arguments, step);
      case "members" -> {
        count(arguments, 1, step);
        yield new Layer.Members(integer(arguments[0], step));
      }
      case "scale" -> scale(inside, step);
      case "layernorm" -> new Layer.LayerNorm(optional(inside, step, Layer.EPS)[0]);
      case "batchnorm" -> {
        double[] given = optional(inside, step, Layer.MOMENTUM, Layer.EPS);
        yield new Layer.BatchNorm(given[0], given[1]);
      }
      case "residual" -> {
        count(arguments, 1, step);
        yield new Layer.Residual(integer(arguments[0], step));
      }
      case "dropout" -> {
        count(arguments, 1, step);
        yield new Layer.Dropout(number(arguments[0], step));
      }
      default ->
          throw malformed(
              "no layer \""
                  + name
                  + "\"; there are Dense, Maxout, Embedding, Members, Scale, LayerNorm, BatchNorm,"
                  + " Residual, Dropout",
              step);
    };
  }

  private static Layer dense(String[] arguments, String step, List<Activation.Custom> own) {
    List<String> options = options(arguments, step);
    return new Layer.Dense(
        integer(arguments[0], step),
        activation(arguments, own),
        options.contains("ntp"),
        options.contains("parametric"),
        members(options, step));
  }

  private static Layer embedding(String[] arguments, String step) {
    count(arguments, 3, step);
    return new Layer.Embedding(
        numberEmbedding(arguments[0].strip(), step),
        integer(arguments[1], step),
        integer(arguments[2], step));
  }

  private static Layer scale(String arguments, String step) {
    if (!arguments.isBlank()) {
      throw malformed("Scale() has nothing in its brackets", step);
    }
    return new Layer.Scale();
  }

  /// Numbers of which the last ones, or all, may be left out.
  private static double[] optional(String inside, String step, double... usual) {
    String[] given = inside.isBlank() ? new String[0] : inside.split(",", -1);
    if (given.length > usual.length) {
      throw malformed("at most " + usual.length + " values may be in the brackets", step);
    }
    for (int i = 0; i < given.length; i++) {
      usual[i] = number(given[i], step);
    }
    return usual;
  }

  static NumberEmbedding numberEmbedding(String text, String step) {
    if (text.equals("none")) {
      return new NumberEmbedding.None();
    }
    Matcher m = CALL.matcher(text);
    String kind = m.matches() ? m.group(1) : "";
    if (!kind.equals("pbld") && !kind.equals("ple")) {
      throw malformed(
          "numbers are embedded by none, pbld(frequencies, outputs, sigma) or ple(bins, outputs),"
              + " ple(bins, outputs, relu)",
          step);
    }
    String[] arguments = m.group(2).split(",", -1);
    boolean relu = arguments.length == 3 && arguments[2].strip().equals("relu");
    count(arguments, kind.equals("pbld") || relu ? 3 : 2, step);
    int first = integer(arguments[0], step);
    int outputs = integer(arguments[1], step);
    return kind.equals("ple")
        ? new NumberEmbedding.Ple(first, outputs, relu)
        : new NumberEmbedding.Pbld(first, outputs, number(arguments[2], step));
  }

  /// The k of `members(k)`, 1 without it.
  private static int members(List<String> options, String step) {
    for (String option : options) {
      Matcher m = CALL.matcher(option);
      if (m.matches()) {
        return integer(m.group(2), step);
      }
    }
    return 1;
  }

  /// What follows units and activation: `ntp`, `parametric`, `members(k)`, in any order.
  private static List<String> options(String[] arguments, String step) {
    if (arguments.length < 2) {
      count(arguments, 2, step);
    }
    List<String> options = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      options.add(arguments[i].strip().toLowerCase(Locale.ROOT));
    }
    boolean known =
        options.stream()
            .allMatch(
                o -> o.equals("ntp") || o.equals("parametric") || o.matches("members\\s*\\(.*\\)"));
    if (!known) {
      throw malformed("after the activation there may be ntp, parametric and members(count)", step);
    }
    return options;
  }

  private static Activation activation(String[] arguments, List<Activation.Custom> own) {
    String text = arguments[1].strip();
    for (Activation.Custom custom : own) {
      if (text.equals(custom.toString())) {
        return custom;
      }
    }
    if (text.startsWith("custom(")) {
      throw new SomaException.Usage(
          "E213",
          "the network uses " + text + ", an activation of one's own that was not supplied",
          "Model.load(file, List.of(Activation.custom(...)), null)");
    }
    try {
      return Activation.parse(text);
    } catch (SomaException e) {
      String rest = String.join(",", List.of(arguments).subList(2, arguments.length));
      String end = rest.isEmpty() ? ")" : ", " + rest.strip() + ")";
      throw e.said(
          String.valueOf(e.getMessage()),
          e.fixes().stream().map(f -> "Dense(" + arguments[0].strip() + ", " + f + end).toList());
    }
  }

  static int integer(String text, String where) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw malformed("\"" + text.strip() + "\" is not a whole number", where);
    }
  }

  static double number(String text, String where) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw malformed("\"" + text.strip() + "\" is not a number", where);
    }
  }

  private static void count(String[] arguments, int wanted, String step) {
    if (arguments.length != wanted) {
      throw malformed("expected " + wanted + " values in the brackets", step);
    }
  }

  private static SomaException malformed(String why, String step) {
    return new SomaException.Usage(
        "E210",
        "network text: " + why + ", at \"" + step + "\"",
        "4 -> Dense(16, relu) -> Dense(3, softmax)");
  }
}
