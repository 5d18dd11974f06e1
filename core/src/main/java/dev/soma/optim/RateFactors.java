package dev.soma.optim;

import static dev.soma.nn.check.Call.number;
import static dev.soma.nn.check.Call.require;

import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.nn.Role;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How much faster or slower the tensors of a role learn: the rate of each step times f, where f is
/// 1 unless said.
///
/// The decay of [Optimizer.AdamW] is multiplied by f once more, so that w -= eta decay f^2 w: a
/// tensor that learns fast is also pulled to 0 hard. Text form: `bias=0.1, weight=1`, or `none`.
///
/// @param factors by role, each >= 0 and finite; a role that is not among them has 1
public record RateFactors(Map<Role, Double> factors) {
  /// All 1.
  public static final RateFactors NONE = new RateFactors(Map.of());

  /// Checks the ranges, and copies without the factors that are 1.
  ///
  /// @throws IllegalArgumentException if a factor is out of range
  public RateFactors {
    EnumMap<Role, Double> copy = new EnumMap<>(Role.class);
    factors.forEach(
        (role, f) -> {
          require(f >= 0 && f < Double.POSITIVE_INFINITY, name(role) + " must be >= 0, finite", f);
          if (f != 1) {
            copy.put(role, f);
          }
        });
    factors = Collections.unmodifiableMap(copy);
  }

  /// The factor of a role.
  public double of(Role role) {
    return factors.getOrDefault(role, 1.0);
  }

  /// With another factor for a role.
  public RateFactors with(Role role, double factor) {
    EnumMap<Role, Double> all = new EnumMap<>(Role.class);
    all.putAll(factors);
    all.put(role, factor);
    return new RateFactors(all);
  }

  /// The roles that [#parse] knows: `weight`, `bias`, ...
  public static List<String> names() {
    return Arrays.stream(Role.values()).filter(Role::learned).map(RateFactors::name).toList();
  }

  /// Reads the text form; inverse of `toString`.
  ///
  /// @throws SomaException.Usage E236 for an unknown role (with the nearest one), a role named
  ///   twice, or a factor that is no number >= 0
  public static RateFactors parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    Map<Role, Double> factors = new EnumMap<>(Role.class);
    for (String part : t.equals("none") ? new String[0] : t.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip().replace('-', '_');
      Role role =
          Arrays.stream(Role.values())
              .filter(r -> r.learned() && name(r).equals(name))
              .findFirst()
              .orElse(null);
      if (role == null) {
        String nearest = NearestName.of(name, names()).orElse("bias");
        throw wrong(
            "no role \"" + name + "\"; there are " + String.join(", ", names()), nearest + "=0.1");
      }
      double factor = factor(part.substring(equals + 1).strip());
      if (equals < 0 || !(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw wrong("\"" + part.strip() + "\": expected a role and a factor >= 0", name + "=0.1");
      }
      if (factors.put(role, factor) != null) {
        throw wrong(name + " is given twice", part.strip());
      }
    }
    return new RateFactors(factors);
  }

  private static double factor(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static SomaException.Usage wrong(String message, String fix) {
    return new SomaException.Usage("E236", "rate factors: " + message, fix);
  }

  private static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return factors.isEmpty()
        ? "none"
        : factors.entrySet().stream()
            .map(e -> name(e.getKey()) + "=" + number(e.getValue()))
            .collect(Collectors.joining(","));
  }
}
