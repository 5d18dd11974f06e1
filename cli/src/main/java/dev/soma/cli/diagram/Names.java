package dev.soma.cli.diagram;

import dev.soma.data.encode.Encoder;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.model.Model;
import dev.soma.nn.Layer;
import java.util.ArrayList;
import java.util.List;

/// What the first and the last numbers of a network are called.
final class Names {
  private final List<String> inputs;
  private final TargetEncoder target;
  private final boolean one;
  private final boolean embedded;

  Names(Model model) {
    Layer first = model.network().spec().layers().getFirst();
    embedded = first instanceof Layer.Embedding;
    inputs =
        first instanceof Layer.Embedding e
            ? embedded(e, model.encoder())
            : model.encoder().inputNames();
    target = model.target();
    one = model.network().spec().outputs() == 1;
  }

  /// Column by column the numbers that an embedding makes of it: `Age 1`, `Age 2`, ...
  private static List<String> embedded(Layer.Embedding e, Encoder encoder) {
    List<String> names = encoder.inputNames();
    List<String> all = new ArrayList<>();
    for (int c = 0; c < e.columns(); c++) {
      all.addAll(numbered(names.get(c), e.numbers().outputs()));
    }
    int numbers = encoder.shape().numbers();
    all.addAll(names.subList(e.columns(), e.size() == 0 ? names.size() : numbers));
    for (InputColumn column : encoder.columns()) {
      if (e.size() > 0 && column.asCategory().isPresent()) {
        boolean both = column.asNumber().isPresent();
        all.addAll(numbered(column.name() + (both ? " level" : ""), e.size()));
      }
    }
    return all;
  }

  private static List<String> numbered(String name, int count) {
    if (count == 1) {
      return List.of(name);
    }
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      all.add(name + " " + i);
    }
    return all;
  }

  String kindOfInputs() {
    return embedded ? "embedded" : "inputs";
  }

  String input(int i) {
    return inputs.get(i);
  }

  String output(int i) {
    return switch (target) {
      case TargetEncoder.Classes c ->
          one ? c.name() + " = " + c.levels().getLast() : c.levels().get(i);
      case TargetEncoder.Labels l -> l.names().get(i);
      case TargetEncoder.Numbers n -> n.names().get(i);
    };
  }
}
