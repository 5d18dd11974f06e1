package dev.soma.studio.view;

import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.approximate.GridValues;
import dev.soma.lesson.approximate.Jump;
import dev.soma.lesson.approximate.OneLayer;
import dev.soma.lesson.approximate.SupError;
import dev.soma.lesson.approximate.Target;
import dev.soma.studio.draw.Texts;
import dev.soma.studio.lesson.LabSettings;
import dev.soma.studio.lesson.Lessons;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the approximation lab found, and one of its networks beside f.
public final class LabView {
  private static final int LINE = 401; // points of a curve
  private static final int SQUARE = 65; // points of an edge of a heat map
  private static final int EVERY = 8; // every eighth of them is in its table
  private static final int PARTS = 12;
  private static final int WEIGHTS = 200; // units whose weights are listed

  private LabView() {}

  /// The settings, and what was found with them if they were run.
  ///
  /// @param kind the network to be drawn: `steps`, `hinges` or `trained`; another word for the best
  public static Map<String, Object> of(Lessons lessons, LabSettings settings, String kind) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("settings", settings.toMap());
    Approximation lab = lessons.lab(settings);
    if (lab != null) {
      data.put("result", result(lab, kind));
    }
    return data;
  }

  /// A result as data.
  static Map<String, Object> result(Approximation lab, String kind) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("where", lab.where());
    data.put("inputs", lab.target().inputs());
    data.put("epsilon", lab.epsilon());
    data.put("steepest", Texts.number(lab.steepest()));
    Jump jump = lab.jump();
    if (jump != null) {
      data.put("jump", jump(jump, lab));
    }
    data.put("in_vain", lab.inVain());
    data.put("reached", lab.reached());
    data.put("within_reach", lab.withinReach());
    data.put("most_built", lab.budget().built());
    data.put("seeds", lab.budget().seeds());
    data.put("iterations", lab.budget().iterations());
    List<Found> all = Stream.concat(lab.built().stream(), Stream.of(lab.trained())).toList();
    data.put("found", all.stream().map(LabView::found).toList());
    data.put(
        "trials",
        lab.trials().stream()
            .map(t -> Map.of("units", t.units(), "error", t.error(), "seed", t.seed()))
            .toList());
    Found shown = shown(all, kind);
    if (shown != null && shown.nearest() != null) {
      data.put("picture", picture(lab, shown, shown.nearest()));
    }
    return data;
  }

  private static Map<String, Object> jump(Jump jump, Approximation lab) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("size", jump.size());
    data.put("x", jump.x());
    data.put("y", jump.y());
    data.put("least", jump.least());
    data.put("end", jump.isAtEnd(lab.target()));
    return data;
  }

  /// The one asked for, else the smallest that was found, else what came nearest.
  private static @Nullable Found shown(List<Found> all, String kind) {
    List<Found> drawn = all.stream().filter(f -> f.nearest() != null).toList();
    Found best = null;
    for (Found f : drawn) {
      if (f.kind().equals(kind)) {
        return f;
      }
      OneLayer net = f.net();
      if (best == null || best.net() == null || (net != null && net.units() < best.net().units())) {
        best = f;
      }
    }
    return best;
  }

  private static Map<String, Object> found(Found found) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", found.kind());
    data.put("formula", Texts.number(found.formula()));
    OneLayer net = found.net();
    data.put("units", net == null ? null : net.units());
    data.put("drawn", found.nearest() != null);
    SupError error = found.error();
    if (error != null) {
      data.put("sup_error", error.found());
      data.put("x", error.x());
      data.put("y", error.y());
      data.put("bound", Texts.number(error.bound()));
      data.put("points", error.points());
    }
    return data;
  }

  private static Map<String, Object> picture(Approximation lab, Found found, OneLayer net) {
    Target target = lab.target();
    boolean two = target.inputs() == 2;
    GridValues s = GridValues.of(target, net, two ? SQUARE : LINE, PARTS);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", found.kind());
    data.put("near_enough", found.net() != null);
    data.put("units", net.units());
    data.put("activation", net.f().text());
    data.put("steepest", Texts.number(net.steepest()));
    data.put("output_bias", net.c());
    data.put("weights", weights(net));
    data.put("places", rounded(s.places()));
    double[] gap = new double[s.f().length];
    for (int p = 0; p < gap.length; p++) {
      gap[p] = s.h()[p] - s.f()[p];
    }
    if (two) {
      data.put("f", heat(s.f()));
      data.put("h", heat(s.h()));
      data.put("gap", heat(gap));
    } else {
      curves(data, s, gap, lab.epsilon());
    }
    data.put("parts", parts(s, net.c(), two));
    return data;
  }

  private static void curves(Map<String, Object> data, GridValues s, double[] gap, double eps) {
    data.put("f", rounded(s.f()));
    data.put("h", rounded(s.h()));
    data.put("gap", rounded(gap));
    data.put("low", rounded(Arrays.stream(s.f()).map(f -> f - eps).toArray()));
    data.put("high", rounded(Arrays.stream(s.f()).map(f -> f + eps).toArray()));
  }

  /// What units add, and for curves the sum of it up to each part, the output bias first.
  private static List<Map<String, Object>> parts(GridValues s, double bias, boolean two) {
    List<Map<String, Object>> parts = new ArrayList<>();
    double[] top = new double[s.h().length];
    Arrays.fill(top, bias);
    for (GridValues.Part part : s.parts()) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("first", part.first() + 1);
      data.put("last", part.first() + part.units());
      if (two) {
        data.put("added", heat(part.added()));
      } else {
        for (int p = 0; p < top.length; p++) {
          top[p] += part.added()[p];
        }
        data.put("added", rounded(part.added()));
        data.put("top", rounded(top));
      }
      parts.add(data);
    }
    return parts;
  }

  /// Values over the square: shades between the ends, and every eighth value as a number, the rows
  /// from the least y on.
  private static Map<String, Object> heat(double[] values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    List<List<@Nullable Double>> table = new ArrayList<>();
    for (int j = 0; j < SQUARE; j += EVERY) {
      List<@Nullable Double> row = new ArrayList<>();
      for (int i = 0; i < SQUARE; i += EVERY) {
        row.add(Texts.rounded(values[j * SQUARE + i]));
      }
      table.add(row);
    }
    return Map.of(
        "low", low, "high", high, "shades", Texts.shades(values, low, high), "table", table);
  }

  /// Number of the unit, W(1), b(1), W(2).
  private static List<List<Double>> weights(OneLayer net) {
    List<List<Double>> all = new ArrayList<>();
    for (int i = 0; i < Math.min(WEIGHTS, net.units()); i++) {
      List<Double> row = new ArrayList<>();
      row.add((double) (i + 1));
      Arrays.stream(net.w()[i]).forEach(row::add);
      row.add(net.b()[i]);
      row.add(net.v()[i]);
      all.add(row);
    }
    return all;
  }

  private static List<@Nullable Double> rounded(double[] values) {
    List<@Nullable Double> all = new ArrayList<>(values.length);
    for (double v : values) {
      all.add(Texts.rounded(v));
    }
    return all;
  }
}
