package dev.soma.studio.draw;

import dev.soma.error.SomaException;
import dev.soma.nn.Parameters;
import java.util.List;
import java.util.stream.Collectors;

/// One learned number of a network, named as the page names it: `W(1)[2, 3]`, `b(1)[2]`.
///
/// @param group its tensor
/// @param row from 0
/// @param col from 0; 0 of a vector
public record Entry(Parameters.Group group, int row, int col) {
  /// The entry of a tensor.
  ///
  /// @param groups of the network
  /// @param tensor `W1`, `b1`, ...
  /// @throws SomaException.Usage E209 if nothing learns such a tensor, or it has no such entry
  public static Entry of(List<Parameters.Group> groups, String tensor, int row, int col) {
    List<Parameters.Group> learned = groups.stream().filter(g -> g.role().learned()).toList();
    for (Parameters.Group g : learned) {
      if (g.name().equals(tensor)) {
        return new Entry(g, row, col).checked();
      }
    }
    throw new SomaException.Usage(
        "E209",
        (tensor.matches("[A-Za-z]+\\d+(_\\d+)?")
                ? "no tensor " + name(tensor)
                : "no tensor \"" + tensor + "\"")
            + " · this network has "
            + learned.stream().map(g -> name(g.name())).collect(Collectors.joining(", ")),
        fix(new Entry(learned.getFirst(), 0, 0)));
  }

  private Entry checked() {
    int rows = group.rows();
    int cols = group.cols();
    if (row >= 0 && row < rows && col >= 0 && col < cols) {
      return this;
    }
    int near = Math.clamp(row, 0, rows - 1);
    String tensor = name(group.name());
    String size =
        group.role().vector() ? "has " + rows + " numbers" : "is [" + rows + " x " + cols + "]";
    throw new SomaException.Usage(
        "E209",
        "no " + name() + " · " + tensor + " " + size,
        fix(new Entry(group, near, Math.clamp(col, 0, cols - 1))));
  }

  /// Where it is in the flat array.
  public int index() {
    return group.offset() + row * group.cols() + col;
  }

  /// `W(1)[2, 3]`, counted from 1.
  public String name() {
    boolean one = group.role().vector() && col == 0;
    return name(group.name()) + "[" + (row + 1) + (one ? "" : ", " + (col + 1)) + "]";
  }

  private static String name(String tensor) {
    return tensor.replaceFirst("^([A-Za-z]+)(.*)$", "$1($2)");
  }

  private static String fix(Entry near) {
    return "look.pick=" + near.name() + " in the address";
  }
}
