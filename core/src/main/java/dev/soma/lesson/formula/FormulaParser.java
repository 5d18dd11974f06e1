package dev.soma.lesson.formula;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads formulas by recursive descent.
///
/// ```text
/// sum = product (("+" | "-") product)*      product = signed (("*" | "/") signed)*
/// signed = ("-" | "+") signed | power       power = atom ("^" signed)?
/// atom = number | "pi" | "e" | "x" | "x1" | "y" | "x2" | name "(" sum ("," sum)* ")" | "(" sum ")"
/// ```
final class FormulaParser {
  private static final int LONGEST = 500;
  private static final int DEEPEST = 100;
  private static final String EXAMPLE = "sin(2*pi*x)";
  private static final int TIMES = 20; // signs that are put in
  private static final String SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
  private static final Pattern RAISED = Pattern.compile("⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+");

  /// What is wrong, and texts that may be meant.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;
    private final int at;
    private final List<String> meant;

    Wrong(int at, String expected, List<String> meant) {
      super(expected);
      this.at = at;
      this.meant = meant;
    }

    /// Whether a sign that multiplies may be left out where it is.
    boolean isTimes(String text) {
      char before = at == 0 ? ' ' : text.charAt(at - 1);
      char found = at < text.length() ? text.charAt(at) : ' ';
      boolean ends = isLetter(before) || isDigit(before) || before == ')';
      return ends && (isLetter(found) || found == '(');
    }
  }

  private final String text;
  private int at;
  private int depth;

  private FormulaParser(String text) {
    this.text = text;
  }

  static Expression parse(String text) {
    if (text.isBlank()) {
      throw new SomaException.Usage(
          "E260",
          "no formula · nothing is typed\nexpected a formula of x, or of x and y, such as "
              + EXAMPLE,
          "--function \"" + EXAMPLE + "\"");
    }
    try {
      return read(text);
    } catch (Wrong e) {
      String fix = mended(text, e);
      String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
      String found = e.at < text.length() ? "\"" + text.charAt(e.at) + "\"" : "the end";
      throw new SomaException.Usage(
          "E260",
          "formula that cannot be read · "
              + shown
              + ", position "
              + (e.at + 1)
              + ": "
              + found
              + "\nexpected "
              + e.getMessage(),
          "--function \"" + fix + "\"");
    }
  }

  /// A formula that may be meant by one that is wrong somewhere.
  private static String mended(String text, Wrong wrong) {
    String usual = usual(text);
    Wrong first = usual.equals(text) ? wrong : fault(usual);
    Wrong e = first;
    for (int i = 0; i < TIMES && e != null && e.isTimes(usual); i++) { // 2x(x + 1)
      usual = usual.substring(0, e.at) + "*" + usual.substring(e.at);
      e = fault(usual);
    }
    if (e == null || first == null) {
      return usual.strip();
    }
    return Stream.concat(e.meant.stream(), first.meant.stream())
        .map(String::strip)
        .filter(t -> fault(t) == null)
        .findFirst()
        .orElse(EXAMPLE);
  }

  /// The text with signs, powers and logarithms that are written otherwise elsewhere.
  private static String usual(String text) {
    String plain =
        text.replace("**", "^")
            .replaceAll("\\bln\\b", "log")
            .replaceAll("[·×⋅]", "*")
            .replace('−', '-')
            .replace('÷', '/')
            .replace("π", "pi");
    return RAISED
        .matcher(plain)
        .replaceAll(
            m ->
                "^"
                    + m.group()
                        .chars()
                        .mapToObj(c -> String.valueOf("0123456789-".charAt(SMALL.indexOf(c))))
                        .collect(Collectors.joining()));
  }

  /// What is wrong with a text; null if it can be read.
  private static @Nullable Wrong fault(String text) {
    try {
      Expression _ = read(text);
      return null;
    } catch (Wrong e) {
      return e;
    }
  }

  private static Expression read(String text) throws Wrong {
    FormulaParser parser = new FormulaParser(text);
    if (text.length() > LONGEST) {
      throw parser.wrong(LONGEST, "at most " + LONGEST + " characters");
    }
    Expression all = parser.sum();
    parser.peek();
    if (parser.at < text.length()) {
      throw parser.wrong(parser.at, "an operator + - * / ^ or the end");
    }
    return all;
  }

  private Expression sum() throws Wrong {
    if (++depth > DEEPEST) {
      throw wrong(at, "at most " + DEEPEST + " parentheses and signs in each other");
    }
    Expression left = product();
    while (peek() == '+' || peek() == '-') {
      char sign = text.charAt(at++);
      left = new Expression.Binary(sign, left, product());
    }
    depth--;
    return left;
  }

  private Expression product() throws Wrong {
    Expression left = signed();
    while (peek() == '*' || peek() == '/') {
      char sign = text.charAt(at++);
      left = new Expression.Binary(sign, left, signed());
    }
    return left;
  }

  private Expression signed() throws Wrong {
    char c = peek();
    if (c != '-' && c != '+') {
      return power();
    }
    at++;
    if (++depth > DEEPEST) {
      throw wrong(at, "at most " + DEEPEST + " parentheses and signs in each other");
    }
    Expression of = signed();
    depth--;
    return c == '-' ? new Expression.Negative(of) : of;
  }

  private Expression power() throws Wrong {
    Expression base = atom();
    if (peek() != '^') {
      return base;
    }
    at++;
    if (++depth > DEEPEST) {
      throw wrong(at, "at most " + DEEPEST + " powers in each other");
    }
    Expression exponent = signed();
    depth--;
    return new Expression.Binary('^', base, exponent);
  }

  private Expression atom() throws Wrong {
    char c = peek();
    if (c == '(') {
      at++;
      Expression inside = sum();
      close("an operator or \")\"");
      return inside;
    }
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (isLetter(c)) {
      return named();
    }
    throw wrong(at, "a number, x, y, pi, e, a function or \"(\"");
  }

  private Expression number() throws Wrong {
    int from = at;
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    int exponent = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 2 : 1;
    if (at + exponent < text.length()
        && (text.charAt(at) == 'e' || text.charAt(at) == 'E')
        && isDigit(text.charAt(at + exponent))) {
      at += exponent;
      digits();
    }
    String digits = text.substring(from, at);
    try {
      double value = Double.parseDouble(digits);
      if (Double.isFinite(value)) {
        return new Expression.Constant(value, digits);
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong(from, "a number such as 0.5 or 1e-3");
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private Expression named() throws Wrong {
    int from = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    String name = text.substring(from, at);
    switch (name) {
      case "x", "y", "x1", "x2" -> {
        return new Expression.Variable(name.equals("y") || name.equals("x2"));
      }
      case "pi" -> {
        return new Expression.Constant(Math.PI, name);
      }
      case "e" -> {
        return new Expression.Constant(Math.E, name);
      }
      default -> {}
    }
    Optional<Functions> function =
        Arrays.stream(Functions.values()).filter(f -> f.text().equals(name)).findFirst();
    if (function.isEmpty()) {
      throw unknown(from, name);
    }
    return call(function.get());
  }

  private Expression call(Functions function) throws Wrong {
    if (peek() != '(') {
      throw wrong(at, "\"(\" after " + function.text());
    }
    at++;
    List<Expression> args = new ArrayList<>(List.of(sum()));
    while (args.size() < function.arity()) {
      if (peek() != ',') {
        throw wrong(at, "\",\": " + function.text() + " takes " + function.arity() + " numbers");
      }
      at++;
      args.add(sum());
    }
    close("an operator or \")\": " + function.text() + " takes " + function.arity());
    return new Expression.Call(function, List.copyOf(args));
  }

  private void close(String expected) throws Wrong {
    if (peek() != ')') {
      throw wrong(at, expected);
    }
    at++;
  }

  private Wrong unknown(int from, String name) {
    List<String> known =
        Stream.concat(
                Stream.of("x", "y", "x1", "x2", "pi", "e"),
                Arrays.stream(Functions.values()).map(Functions::text))
            .toList();
    List<String> meant = new ArrayList<>();
    NearestName.of(name, known)
        .ifPresent(
            near ->
                meant.add(text.substring(0, from) + near + text.substring(from + name.length())));
    meant.add(text.substring(0, from) + "x" + text.substring(from + name.length()));
    return new Wrong(from, String.join(", ", known), meant);
  }

  /// @param place where it is wrong
  private Wrong wrong(int place, String expected) {
    String before = text.substring(0, Math.min(place, text.length()));
    String after = text.substring(Math.min(place, text.length()));
    List<String> meant = new ArrayList<>();
    if (text.length() <= LONGEST) {
      meant.add(before.stripTrailing() + "*" + after);
      meant.add(text + ")");
      meant.add(before + "x" + after);
      meant.add(before + (after.isEmpty() ? "" : after.substring(1)));
      meant.add(before);
    }
    return new Wrong(Math.min(place, text.length()), expected, meant);
  }

  /// The next character that is no blank, 0 at the end.
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
