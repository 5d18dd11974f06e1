package dev.soma.studio.keep;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last few values by their keys: where there would be one too many, the oldest is let go of.
/// Whoever holds one lets one thread at a time at it.
///
/// @param <K> what values are found by
/// @param <V> values
public final class LastFew<K, V> {
  private final Map<K, V> kept;

  private LastFew(int most, boolean byUse) {
    kept =
        new LinkedHashMap<>(most, 1, byUse) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /// Of which the oldest is the one whose key came first; another value of a key that is kept has
  /// the age of the first.
  ///
  /// @param most values, >= 1
  public static <K, V> LastFew<K, V> come(int most) {
    return new LastFew<>(most, false);
  }

  /// Of which the oldest is the one that was neither asked for nor put for the longest time.
  ///
  /// @param most values, >= 1
  public static <K, V> LastFew<K, V> used(int most) {
    return new LastFew<>(most, true);
  }

  /// The value of a key; null if there is none, or no longer.
  public @Nullable V get(K key) {
    return kept.get(key);
  }

  /// Keeps a value, in place of that of the same key.
  public void put(K key, V value) {
    kept.put(key, value);
  }

  /// Lets go of the value of a key, if there is one.
  public void remove(K key) {
    kept.remove(key);
  }
}
