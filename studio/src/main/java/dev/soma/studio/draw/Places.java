package dev.soma.studio.draw;

import dev.soma.nn.Layer;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.symbol.Symbol;
import dev.soma.trace.symbol.Symbol.Kind;
import java.util.List;
import java.util.Locale;

/// Where a symbol lives: its path, `Z/2/1`, and its place in the picture of the network, `unit/2/1`
/// or `edge/1/2/3` (from unit 3 of layer 1 to unit 2 of layer 2). What belongs together has paths
/// of which one begins with the other.
public final class Places {
  private final List<LayerTrace> layers;
  private final boolean drawn;
  private final boolean embedded;

  /// The places of a network.
  public Places(BackpropTrace trace) {
    layers = trace.layers().stream().filter(l -> l.layer().weightRows() > 0).toList();
    embedded = trace.layers().getFirst().layer() instanceof Layer.Embedding;
    boolean fits = true;
    for (int i = 0; i < layers.size(); i++) {
      boolean follows = i == 0 || layers.get(i).in().cols() == layers.get(i - 1).out().cols();
      fits &= follows && layers.get(i).layer() instanceof Layer.Dense;
    }
    drawn = fits;
  }

  /// The layers that have W, in order.
  public List<LayerTrace> layers() {
    return layers;
  }

  /// Whether there is a picture: each unit of a layer has one row of W, and enters the next W.
  public boolean drawn() {
    return drawn;
  }

  /// Whether what enters W(1) is made of x by an embedding.
  public boolean embedded() {
    return embedded;
  }

  /// The path of a symbol: its kind, the layer, the row and the column, as far as it has them.
  public static String path(Symbol s) {
    return s.kind() + "/" + s.l() + indices(s);
  }

  private static String indices(Symbol s) {
    String row = s.row() > 0 ? "/" + s.row() : "";
    return s.col() > 0 ? row + "/" + s.col() : row;
  }

  /// Its unit or edge; empty where it has none.
  public String place(Symbol s) {
    if (!drawn) {
      return "";
    }
    return switch (s.kind()) {
      case W, D_W -> "edge/" + s.l() + indices(s);
      case A -> s.l() == 1 && embedded ? "" : "unit/" + s.l() + indices(s);
      case CHANGED, NORMALISED, Z, DELTA, SLOPE, D_A, D_CHANGED -> "unit/" + s.l() + indices(s);
      case B, D_B -> "unit/" + (s.l() + 1) + indices(s);
      case Y -> "unit/" + (layers.size() + 1) + indices(s);
      case FACTOR, D_FACTOR -> "";
    };
  }

  /// `W(1)[1, 2]`, `delta(2)[1]`, `x[1]`: to be read aloud.
  public static String name(Symbol s) {
    boolean x = s.kind() == Kind.A && s.l() == 1;
    String letter =
        switch (s.kind()) {
          case A -> x ? "x" : "a";
          case CHANGED -> "changed a";
          case NORMALISED -> "normalised a";
          case SLOPE -> "da/dz";
          case W -> "W";
          case D_W -> "dW";
          case D_B -> "db";
          case D_A -> "dJ/da";
          case D_CHANGED -> "dJ/d changed a";
          case FACTOR -> "factor";
          case D_FACTOR -> "d factor";
          case Z, DELTA, B, Y -> s.kind().name().toLowerCase(Locale.ROOT);
        };
    String layer = x || s.kind() == Kind.Y ? "" : "(" + s.l() + ")";
    String index = s.col() > 0 ? "[" + s.row() + ", " + s.col() + "]" : "[" + s.row() + "]";
    return letter + layer + (s.entry() ? index : "");
  }
}
