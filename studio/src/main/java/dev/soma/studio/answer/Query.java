package dev.soma.studio.answer;

import dev.soma.error.SomaException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is asked of a view, by name; a value that cannot be read is refused with E209.
record Query(Map<String, String> values) {
  /// What a body asks.
  static Query of(Map<String, ?> body) {
    Map<String, String> texts = new LinkedHashMap<>();
    body.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return new Query(texts);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int whole(String name, int otherwise) {
    String text = values.get(name);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw bad(name, "a whole number");
    }
  }

  long seed(String name, long otherwise) {
    String text = values.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw bad(name, "a whole number");
    }
  }

  double number(String name) {
    try {
      double value = Double.parseDouble(values.getOrDefault(name, ""));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw bad(name, "a finite number");
  }

  private SomaException.Usage bad(String name, String expected) {
    return new SomaException.Usage(
        "E209",
        name + " \"" + values.get(name) + "\" · expected " + expected,
        name.equals("row") ? "Row: 1" : name + " 0");
  }
}
