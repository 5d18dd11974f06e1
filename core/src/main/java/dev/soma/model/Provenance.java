package dev.soma.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Where a model comes from: all that determines its bits, and nothing else (no paths, times,
/// hosts, threads or kernels).
///
/// @param version the version of Soma that trained it
/// @param dataSha256 digest of the decompressed training file, or empty if there was none
/// @param rows rows that were learned from
/// @param seed of the split, the initialisation, the shuffle and dropout
/// @param settings mathematical settings by name, as text
/// @param step optimizer steps after which the weights were taken
public record Provenance(
    String version,
    String dataSha256,
    int rows,
    long seed,
    Map<String, String> settings,
    long step) {
  /// Copies the settings, sorted by name.
  public Provenance {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /// Whether there were folds: then what the rows say that they held out is kept, not what
  /// validation rows say.
  public boolean ofFolds() {
    String folds = settings.getOrDefault("cv", "");
    return !folds.isEmpty() && !folds.equals("0");
  }

  Map<String, Object> toData() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("version", version);
    data.put("data_sha256", dataSha256);
    data.put("rows", rows);
    data.put("seed", seed);
    data.put("settings", settings);
    data.put("step", step);
    return data;
  }
}
