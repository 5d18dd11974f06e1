package dev.soma.cli.config;

import dev.soma.cli.screen.Text;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Values read from text, with errors that name the flag and give a fix that can be typed.
public final class Typed {
  private Typed() {}

  /// The value of a key.
  ///
  /// @param names the names that there are, for the nearest; may be empty
  /// @param parse reads the text
  /// @throws SomaException.Usage as the parser's, with the flag; E209 for a value out of range
  public static <T> T read(
      Settings settings, Key key, List<String> names, Function<String, T> parse) {
    String text = settings.text(key);
    try {
      return parse.apply(text);
    } catch (SomaException.Usage e) {
      List<String> fixes = fixes(key, text, names, e);
      String why = key == Key.NETWORK ? why(text, e) : e.getMessage();
      throw new SomaException.Usage(e.id(), key.flag() + " · " + why, fixes.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw new SomaException.Usage("E209", key.flag() + " \"" + text + "\" · " + e.getMessage());
    }
  }

  private static String why(String text, SomaException.Usage e) {
    String example = isText(e) && layers(text).isEmpty() ? NetworkText.EXAMPLE : "";
    return NetworkText.message(text, e) + example;
  }

  /// Whether the text of a network cannot be read.
  private static boolean isText(SomaException.Usage e) {
    return e.id().equals("E210") || e.id().equals("E211");
  }

  /// The layers that were meant, to which inputs and output are added; empty if there is none.
  private static Optional<String> layers(String text) {
    return NetworkText.layers(text).filter(layers -> !layers.isEmpty());
  }

  private static List<String> fixes(
      Key key, String text, List<String> names, SomaException.Usage e) {
    List<String> fixes = new ArrayList<>();
    if (key == Key.NETWORK && isText(e)) {
      return List.of(key.flag() + " " + Text.quoted(layers(text).orElse("Dense(16, relu)")));
    }
    for (String fix : e.id().equals("E210") ? List.<String>of() : e.fixes()) {
      fixes.add(fix.startsWith("-") ? fix : key.flag() + " " + Text.quoted(fix));
    }
    if (fixes.isEmpty()) {
      String name = text.replaceFirst("\\(.*", "").strip();
      NearestName.of(name, names).ifPresent(n -> fixes.add(key.flag() + " " + Text.quoted(n)));
    }
    if (fixes.isEmpty() && !names.isEmpty()) {
      fixes.add(key.flag() + " " + Text.quoted(names.getFirst()));
    }
    return fixes.isEmpty() && key == Key.NETWORK
        ? List.of(key.flag() + " 'Dense(16, relu)'")
        : fixes;
  }
}
