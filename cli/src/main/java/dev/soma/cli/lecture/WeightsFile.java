package dev.soma.cli.lecture;

import dev.soma.error.SomaException;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.trace.ReferenceParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Weights that were typed in: `{"W1": [[0.8, -0.5], [0.3, 0.9]], "b1": [0.1, -0.2], "W2": ...}`,
/// W(l) as `[outputs x inputs]`; biases that are not there are 0.
final class WeightsFile {
  private WeightsFile() {}

  static ReferenceParameters read(Path file, NetworkSpec spec) {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Files.readString(file));
    } catch (IOException _) {
      throw new SomaException.Data("E304", "no such file · " + file + ", named by --weights");
    } catch (JacksonException e) {
      throw bad(file, "it is no JSON: " + e.getOriginalMessage(), spec);
    }
    List<double[][]> weights = new ArrayList<>();
    List<double[]> biases = new ArrayList<>();
    for (Parameters.Group group : ReferenceParameters.zeros(spec).groups()) {
      JsonNode node = root.path(group.name());
      if (group.decays()) {
        double[][] w = new double[group.rows()][];
        for (int i = 0; i < w.length; i++) {
          w[i] = row(node.path(i), group.cols(), file, group.name(), spec);
        }
        if (node.size() != w.length) {
          throw bad(file, group.name() + " has " + node.size() + " rows", spec);
        }
        weights.add(w);
      } else {
        biases.add(
            node.isMissingNode()
                ? new double[group.size()]
                : row(node, group.size(), file, group.name(), spec));
      }
    }
    return ReferenceParameters.of(
        spec, weights.toArray(double[][][]::new), biases.toArray(double[][]::new));
  }

  private static double[] row(JsonNode node, int length, Path file, String name, NetworkSpec spec) {
    if (!node.isArray() || node.size() != length) {
      throw bad(file, name + " should have rows of " + length + " numbers", spec);
    }
    double[] row = new double[length];
    for (int j = 0; j < length; j++) {
      if (!node.path(j).isNumber()) {
        throw bad(file, name + " has an entry that is no number: " + node.path(j), spec);
      }
      row[j] = node.path(j).asDouble();
    }
    return row;
  }

  private static SomaException.Data bad(Path file, String what, NetworkSpec spec) {
    List<String> shapes = new ArrayList<>();
    for (Parameters.Group g : ReferenceParameters.zeros(spec).groups()) {
      shapes.add(
          g.role().vector()
              ? g.name() + " [" + g.size() + "]"
              : g.name() + " [" + g.rows() + " x " + g.cols() + "]");
    }
    return new SomaException.Data(
        "E341",
        "bad weights · " + file + ": " + what + "\nexpected {" + String.join(", ", shapes) + "}");
  }
}
