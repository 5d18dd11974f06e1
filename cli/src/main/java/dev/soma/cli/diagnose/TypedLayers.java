package dev.soma.cli.diagnose;

import dev.soma.cli.config.Key;
import dev.soma.cli.config.Settings;
import dev.soma.cli.screen.Text;
import dev.soma.nn.Activation;
import dev.soma.nn.Layer;
import dev.soma.nn.NetworkSpec;
import dev.soma.train.TrainingListener;
import dev.soma.train.diagnose.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What helps a run whose layers were typed with `--network`: beside it neither `--hidden` nor
/// `--activation` may stand, so a remedy that has one of them says the whole network instead.
///
/// @param layers of the network, the output layer included; none if they were not typed
public record TypedLayers(List<Layer> layers) {
  private static final Pattern LAYERS = Pattern.compile("--(activation|hidden) (\\S+)");

  /// Hidden layers that are left of more.
  private static final int FEW = 2;

  /// Copies.
  public TypedLayers {
    layers = List.copyOf(layers);
  }

  /// The layers of a run.
  ///
  /// @param settings every value decided
  /// @param network that they describe
  public static TypedLayers of(Settings settings, NetworkSpec network) {
    return new TypedLayers(settings.text(Key.NETWORK).isEmpty() ? List.of() : network.layers());
  }

  /// The remedy, with `--network` where it says what hidden layers are to be; empty if the network
  /// has none that could be others.
  public String remedy(String remedy) {
    Matcher m = LAYERS.matcher(remedy);
    if (layers.isEmpty() || !m.find()) {
      return remedy;
    }
    List<Layer> changed =
        switch (m.group(1)) {
          case "activation" -> bent(Activation.parse(m.group(2)));
          default -> m.group(2).equals("none") ? linear() : fewer();
        };
    String network = changed.stream().map(Layer::toString).collect(Collectors.joining(" -> "));
    return changed.equals(layers)
        ? ""
        : remedy.substring(0, m.start())
            + "--network "
            + Text.quoted(network)
            + remedy.substring(m.end());
  }

  /// Tells a listener of diagnostics with the remedies of this network.
  public TrainingListener telling(TrainingListener listener) {
    return new Retold(listener, this::of);
  }

  private Diagnostic of(Diagnostic d) {
    return new Diagnostic(
        d.condition(), d.epoch(), d.layer(), d.sentence(), d.evidence(), remedy(d.remedy()));
  }

  /// Another function for the units that the remedy is meant for: `leaky_relu` for ReLU, bounded
  /// units for others, others for bounded ones; if there are none, for all hidden units.
  private List<Layer> bent(Activation to) {
    Predicate<Activation> meant =
        switch (to) {
          case Activation.LeakyRelu _ -> f -> f instanceof Activation.Relu;
          case Activation.Tanh _ -> f -> !isBounded(f);
          default -> TypedLayers::isBounded;
        };
    boolean some =
        hidden().stream().anyMatch(l -> l instanceof Layer.Dense d && meant.test(d.activation()));
    List<Layer> changed = new ArrayList<>();
    for (Layer layer : hidden()) {
      changed.add(
          switch (layer) {
            case Layer.Dense d when !some || meant.test(d.activation()) ->
                new Layer.Dense(d.units(), to, d.ntp(), d.parametric(), d.members());
            case Layer.Maxout m when !some -> new Layer.Dense(m.units(), to);
            default -> layer;
          });
    }
    changed.add(layers.getLast());
    return changed;
  }

  private static boolean isBounded(Activation f) {
    return f instanceof Activation.Logistic || f instanceof Activation.Tanh;
  }

  private List<Layer> hidden() {
    return layers.subList(0, layers.size() - 1);
  }

  private Layer.Dense output() {
    return (Layer.Dense) layers.getLast();
  }

  /// The output layer alone.
  private List<Layer> linear() {
    Layer.Dense d = output();
    return List.of(new Layer.Dense(d.units(), d.activation(), d.ntp(), false));
  }

  /// The first hidden layers up to the second one, or one less where there are no more.
  private List<Layer> fewer() {
    long all = hidden().stream().filter(TypedLayers::isHidden).count();
    long left = Math.min(FEW, all - 1);
    List<Layer> kept = new ArrayList<>();
    for (Layer layer : hidden()) {
      if (isHidden(layer) && left-- <= 0) {
        break;
      }
      kept.add(layer);
    }
    Layer.Dense d = output();
    kept.add(new Layer.Dense(d.units(), d.activation(), d.ntp(), false).after(kept));
    return kept;
  }

  private static boolean isHidden(Layer layer) {
    return layer instanceof Layer.Dense || layer instanceof Layer.Maxout;
  }
}
