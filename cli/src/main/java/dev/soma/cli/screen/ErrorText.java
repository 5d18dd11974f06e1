package dev.soma.cli.screen;

import dev.soma.error.SomaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The one form of all errors.
///
/// ```text
/// error E305 bad number · sales.csv line 1,204, column 3 "price": "12,50"      exit 3
///   expected a number; 318 of 9,000 values look like decimal commas
///   fix: --decimal ,
///   or:  --category price
/// ```
public final class ErrorText {
  private ErrorText() {}

  /// The lines for a person.
  public static String text(SomaException e) {
    return text(e.id(), String.valueOf(e.getMessage()), e.exitCode(), e.fixes());
  }

  /// The lines of an error that is not thrown.
  public static String text(String id, String message, int exit, List<String> fixes) {
    List<String> lines = message.lines().toList();
    StringBuilder text = new StringBuilder("error ").append(id).append(' ');
    text.append(lines.isEmpty() ? "" : lines.getFirst()).append("      exit ").append(exit);
    lines.stream().skip(1).forEach(line -> text.append("\n  ").append(line.strip()));
    for (int i = 0; i < fixes.size(); i++) {
      text.append(i == 0 ? "\n  fix: " : "\n  or:  ").append(fixes.get(i));
    }
    return text.toString();
  }

  /// The same fields as one line of JSON: `{"error": {"id", "message", "exit", "fixes"}}`.
  public static String json(SomaException e) {
    return json(e.id(), String.valueOf(e.getMessage()), e.exitCode(), e.fixes());
  }

  /// The same for an error that is not thrown.
  public static String json(String id, String message, int exit, List<String> fixes) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("message", message);
    fields.put("exit", exit);
    fields.put("fixes", fixes);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", "error");
    event.put("error", fields);
    return JsonMapper.shared().writeValueAsString(event);
  }
}
