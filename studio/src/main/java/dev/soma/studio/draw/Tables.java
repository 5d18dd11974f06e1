package dev.soma.studio.draw;

import dev.soma.trace.BackpropTrace;
import dev.soma.trace.BackpropTrace.LayerTrace;
import dev.soma.trace.DoubleMatrix;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.symbol.Symbol;
import dev.soma.trace.symbol.Symbol.Kind;
import dev.soma.trace.text.TraceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/// The matrices and vectors of a trace of one row as tables of cells, each of which knows its
/// symbol; and the units and edges of the same network. Of wide layers the first units are there.
public final class Tables {
  /// Most units of a layer.
  public static final int MOST = 16;

  private final BackpropTrace trace;
  private final Places places;
  private final boolean hide;

  /// Tables of a trace.
  ///
  /// @param hide whether results are left out
  public Tables(BackpropTrace trace, Places places, boolean hide) {
    this.trace = trace;
    this.places = places;
    this.hide = hide;
  }

  /// What enters W(1); then W and b, dW and db, and the units behind them, of every layer.
  public List<Map<String, Object>> all() {
    List<Map<String, Object>> tables = new ArrayList<>();
    DoubleMatrix in = places.layers().getFirst().in();
    boolean same = in.equals(DoubleMatrix.row(trace.rows().x(0)));
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (int j = 1; j <= Math.min(MOST, in.cols()); j++) {
      Symbol x = new Symbol(same ? Kind.A : Kind.CHANGED, 1, j, 0);
      inputs.add(line(j, List.of(cell(x, in.get(0, j - 1), same))));
    }
    tables.add(
        table("Layer 1", same ? "x = a(1)" : "x\u0303, what enters W(1)", List.of(), inputs));
    for (LayerTrace layer : places.layers()) {
      tables.add(parameters(layer, trace.parameters(), Kind.W, Kind.B));
      tables.add(parameters(layer, trace.gradient().parameters(), Kind.D_W, Kind.D_B));
      tables.add(units(layer));
    }
    return tables;
  }

  private Map<String, Object> parameters(
      LayerTrace layer, ReferenceParameters p, Kind matrix, Kind vector) {
    int l = layer.l();
    DoubleMatrix w = p.weights(l);
    double[] b = p.biases(l);
    boolean given = matrix == Kind.W;
    List<String> head = new ArrayList<>();
    for (int j = 1; j <= Math.min(MOST, w.cols()); j++) {
      head.add(Integer.toString(j));
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int i = 1; i <= Math.min(MOST, w.rows()); i++) {
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int j = 1; j <= head.size(); j++) {
        cells.add(cell(new Symbol(matrix, l, i, j), w.get(i - 1, j - 1), given));
      }
      cells.add(cell(new Symbol(vector, l, i, 0), b[i - 1], given));
      lines.add(line(i, cells));
    }
    String d = given ? "" : "d";
    head.add(d + "b");
    String name = d + "W(" + l + "), " + d + "b(" + l + ")";
    return table(name, name + ": row = unit of layer " + (l + 1), head, lines);
  }

  private Map<String, Object> units(LayerTrace layer) {
    int index = layer.l() + 1;
    int n = Math.max(layer.z().cols(), layer.out().cols());
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int i = 1; i <= Math.min(MOST, n); i++) {
      List<Map<String, Object>> cells = new ArrayList<>();
      add(cells, layer.z(), new Symbol(Kind.Z, index, i, 0));
      add(cells, layer.out(), new Symbol(Kind.A, index, i, 0));
      add(cells, layer.delta(), new Symbol(Kind.DELTA, index, i, 0));
      lines.add(line(i, cells));
    }
    List<String> head = List.of("z", "a", "δ");
    return table("Layer " + index, "Layer " + index + ": z, a, δ of its units", head, lines);
  }

  private void add(List<Map<String, Object>> cells, DoubleMatrix values, Symbol symbol) {
    if (symbol.row() <= values.cols()) {
      cells.add(cell(symbol, values.get(0, symbol.row() - 1), false));
    }
  }

  private Map<String, Object> cell(Symbol symbol, double value, boolean given) {
    DoubleFunction<String> form = given ? TraceText::given : TraceText::result;
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("text", hide && !given ? "" : form.apply(value));
    cell.put("path", Places.path(symbol));
    cell.put("place", places.place(symbol));
    cell.put("name", Places.name(symbol));
    return cell;
  }

  private static Map<String, Object> line(int unit, List<Map<String, Object>> cells) {
    return Map.of("head", Integer.toString(unit), "cells", cells);
  }

  private static Map<String, Object> table(
      String name, String title, List<String> head, List<Map<String, Object>> lines) {
    return Map.of("name", name, "title", title, "head", head, "lines", lines);
  }

  /// The picture: columns of units and, between them, edges with w; no columns where there is none.
  public Map<String, Object> picture(List<String> inputs, List<String> outputs) {
    List<Map<String, Object>> columns = new ArrayList<>();
    List<Map<String, Object>> edges = new ArrayList<>();
    boolean cut = false;
    for (LayerTrace layer : places.layers()) {
      cut |= layer.in().cols() > MOST || trace.parameters().weights(layer.l()).rows() > MOST;
      if (!places.drawn()) {
        continue;
      }
      if (columns.isEmpty()) {
        List<String> names = places.embedded() ? List.of() : inputs;
        columns.add(column(1, layer.in().cols(), names));
      }
      int index = layer.l() + 1;
      boolean last = index == places.layers().size() + 1;
      columns.add(column(index, layer.out().cols(), last ? outputs : List.of()));
      addEdges(edges, layer.l());
    }
    return Map.of("columns", columns, "edges", edges, "cut", cut, "most", MOST);
  }

  private void addEdges(List<Map<String, Object>> edges, int l) {
    DoubleMatrix w = trace.parameters().weights(l);
    for (int i = 1; i <= Math.min(MOST, w.rows()); i++) {
      for (int j = 1; j <= Math.min(MOST, w.cols()); j++) {
        Symbol symbol = new Symbol(Kind.W, l, i, j);
        Map<String, Object> edge = new LinkedHashMap<>();
        edge.put("place", places.place(symbol));
        edge.put("name", Places.name(symbol));
        edge.put("l", l);
        edge.put("to", i);
        edge.put("from", j);
        edge.put("w", Texts.rounded(w.get(i - 1, j - 1)));
        edges.add(edge);
      }
    }
  }

  private static Map<String, Object> column(int index, int units, List<String> names) {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (int i = 1; i <= Math.min(MOST, units); i++) {
      String name = names.size() == units ? names.get(i - 1) : "";
      shown.add(Map.of("place", "unit/" + index + "/" + i, "name", name));
    }
    return Map.of("name", "a(" + index + ")", "of", units, "units", shown);
  }
}
