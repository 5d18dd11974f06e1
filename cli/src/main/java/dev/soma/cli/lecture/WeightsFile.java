package dev.soma.cli.lecture;

import dev.soma.error.SomaException;
import dev.soma.nn.NetworkSpec;
import dev.soma.nn.Parameters;
import dev.soma.nn.Role;
import dev.soma.trace.ReferenceParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Weights that were typed in: `{"W1": [[0.8, -0.5], [0.3, 0.9]], "b1": [0.1, -0.2], "W2": ...}`,
/// W(l) as `[outputs x inputs]`; biases, beta and means that are not there are 0, factors (alpha,
/// g, gamma) and variances 1.
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
    ReferenceParameters layout = ReferenceParameters.zeros(spec);
    double[] flat = new double[layout.size()];
    for (Parameters.Group group : layout.groups()) {
      JsonNode node = root.path(group.name());
      int from = group.offset();
      if (!group.role().vector()) {
        for (int i = 0; i < group.rows(); i++, from += group.cols()) {
          copy(row(node.path(i), group.cols(), file, group.name(), spec), flat, from);
          for (int j = 1; group.role() == Role.EDGE && j < group.cols(); j++) {
            if (flat[from + j] <= flat[from + j - 1]) {
              throw bad(file, group.name() + " has a row that does not ascend", spec);
            }
          }
        }
        if (node.size() != group.rows()) {
          throw bad(file, group.name() + " has " + node.size() + " rows", spec);
        }
      } else if (node.isMissingNode()) {
        Arrays.fill(flat, from, from + group.size(), start(group.role()));
      } else {
        copy(row(node, group.size(), file, group.name(), spec), flat, from);
      }
    }
    return ReferenceParameters.of(spec, flat);
  }

  /// What a vector holds that the file does not name.
  private static double start(Role role) {
    return role == Role.BIAS || role == Role.SHIFT || role == Role.MEAN ? 0 : 1;
  }

  private static void copy(double[] row, double[] flat, int from) {
    System.arraycopy(row, 0, flat, from, row.length);
  }

  private static double[] row(JsonNode node, int length, Path file, String name, NetworkSpec spec) {
    if (!node.isArray() || node.size() != length) {
      throw bad(file, name + " should have rows of " + length + " numbers", spec);
    }
    double[] row = new double[length];
    for (int j = 0; j < length; j++) {
      row[j] = node.path(j).isNumber() ? node.path(j).asDouble() : Double.NaN;
      if (!Double.isFinite(row[j])) {
        throw bad(file, name + " has an entry that is no number: " + node.path(j), spec);
      }
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
