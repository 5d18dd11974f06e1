package dev.soma.studio.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of the page: a fixed list, read from the module; a path is a key and never a place.
final class Assets {
  private static final String PAGE = "/dev/soma/studio/page/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  private static final String[] MODULES = {
    "main",
    "api",
    "address",
    "controls",
    "others",
    "colours",
    "twin",
    "axes",
    "curves",
    "boundary",
    "regions",
    "points",
    "step",
    "places",
    "check",
    "exercise",
    "network",
    "names",
    "units",
    "unit",
    "cursor",
    "health",
    "results",
    "matrix",
    "residuals",
    "whatif",
    "time",
    "lessons",
    "lab",
    "heat",
    "chart"
  };

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  /// One file.
  ///
  /// @param type of its content
  /// @param bytes of it
  record Asset(String type, byte[] bytes) {}

  Assets() {
    add("/", PAGE + "index.html", "text/html; charset=utf-8");
    add("/style.css", PAGE + "style.css", STYLE);
    add("/icon.svg", PAGE + "icon.svg", "image/svg+xml");
    for (String module : MODULES) {
      add("/" + module + ".js", PAGE + module + ".js", SCRIPT);
    }
    add("/uplot.js", UPLOT + "dist/uPlot.iife.min.js", SCRIPT);
    add("/uplot.css", UPLOT + "dist/uPlot.min.css", STYLE);
    add("/uplot-licence.txt", UPLOT + "LICENSE", "text/plain; charset=utf-8");
  }

  private void add(String path, String resource, String type) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the page lacks its file " + resource);
      }
      assets.put(path, new Asset(type, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file of a path; null if it is not in the list.
  @Nullable Asset get(String path) {
    return assets.get(path);
  }
}
