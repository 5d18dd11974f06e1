package dev.soma.cli.screen;

import java.util.Map;

/// Signs of the screens in plain ASCII; letters of names and data stay as they are.
final class Ascii {
  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('·', "-"),
          Map.entry('×', "x"),
          Map.entry('→', "->"),
          Map.entry('←', "<-"),
          Map.entry('≤', "<="),
          Map.entry('≥', ">="),
          Map.entry('–', "-"),
          Map.entry('…', "..."),
          Map.entry('λ', "lambda"),
          Map.entry('η', "rate"),
          Map.entry('Σ', "sum "),
          Map.entry('²', "^2"),
          Map.entry('‖', "||"),
          Map.entry('±', "+-"),
          Map.entry('δ', "delta"),
          Map.entry('−', "-"),
          Map.entry('⊙', "o"),
          Map.entry('ᵀ', "^T"),
          Map.entry('θ', "theta"),
          Map.entry('α', "alpha"),
          Map.entry('β', "beta"),
          Map.entry('γ', "gamma"),
          Map.entry('μ', "mu"),
          Map.entry('σ', "sigma"),
          Map.entry('∂', "d"),
          Map.entry('√', "sqrt"),
          Map.entry('\u0303', "~"),
          Map.entry('\u0302', "^"));
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String LEVELS = "_.:-=+*#";

  private Ascii() {}

  static String of(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int bar = BARS.indexOf(c);
      if (bar >= 0) {
        plain.append(LEVELS.charAt(bar));
      } else if (c >= '₀' && c <= '₉') {
        plain.append((char) ('0' + c - '₀'));
      } else {
        String sign = SIGNS.get(c);
        plain.append(sign == null ? String.valueOf(c) : sign);
      }
    }
    return plain.toString();
  }
}
