package dev.soma.cli.lesson;

import dev.soma.cli.screen.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Curves over an interval, drawn in Braille dots, or in ASCII.
///
/// @param width columns of the drawing, labels included
/// @param height lines
/// @param ascii whether only ASCII may be used
record Plot(int width, int height, boolean ascii) {
  private static final int LABEL = 10;
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  /// The curves, with the greatest and least value beside them.
  List<String> lines(
      double from, double to, double lo, double hi, List<DoubleUnaryOperator> curves) {
    int columns = Math.max(10, width - LABEL - 4);
    int across = ascii ? columns : 2 * columns;
    int down = ascii ? height : 4 * height;
    char[][] cells = new char[height][columns];
    for (int k = 0; k < curves.size(); k++) {
      for (int i = 0; i < across; i++) {
        double value = curves.get(k).applyAsDouble(from + (to - from) * i / (across - 1));
        int row = (int) Math.rint((hi - value) / (hi - lo) * (down - 1));
        if (row >= 0 && row < down) {
          mark(cells, row, i, k);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < height; r++) {
      String label = r == 0 ? Text.figure(hi) : r == height - 1 ? Text.figure(lo) : "";
      String line = new String(cells[r]).replace('\0', ' ');
      lines.add(
          "  "
              + " ".repeat(Math.max(0, LABEL - label.length()))
              + label
              + " "
              + line.stripTrailing());
    }
    return lines;
  }

  private void mark(char[][] cells, int row, int column, int curve) {
    if (ascii) {
      cells[row][column] = ".o*".charAt(curve % 3);
    } else {
      char old = cells[row / 4][column / 2];
      int dots = old == 0 ? 0x2800 : old;
      cells[row / 4][column / 2] = (char) (dots | DOTS[row % 4][column % 2]);
    }
  }
}
