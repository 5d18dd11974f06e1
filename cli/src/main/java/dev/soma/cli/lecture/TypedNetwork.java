package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.NetworkText;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A network, its weights and one row, all typed in.
final class TypedNetwork {
  private static final String GROUP = "A network typed in";

  /// What a model of a file has already.
  static final List<String> ITS_OWN =
      List.of("--weights", "--input", "--class", "--target-values", "--loss", "--l1", "--l2");

  private TypedNetwork() {}

  static List<Flag> flags() {
    return List.of(
        Flag.value(
            "--network", "SPEC", GROUP, "such as \"2 -> Dense(2, tanh) -> Dense(2, softmax)\""),
        Flag.value(
            "--weights", "FILE", GROUP, "JSON with W1, b1, W2, b2, ...; W is [outputs x inputs]"),
        Flag.value("--input", "X", GROUP, "numbers x, with commas between them"),
        Flag.value("--class", "K", GROUP, "the true class, from 1"),
        Flag.value("--target-values", "Y", GROUP, "the true outputs instead of a class"),
        Flag.value("--loss", "NAME", GROUP, "default: the one that goes with the output layer"),
        Flag.value("--l1", "L", GROUP, "penalty on absolute weights"),
        Flag.value("--l2", "L", GROUP, "penalty on squared weights (lambda)"));
  }

  /// The numbers of both passes.
  ///
  /// @throws SomaException.Usage E204 or E209 if something is missing or cannot be read
  static BackpropTrace trace(Arguments arguments) {
    NetworkSpec spec = spec(arguments);
    Path file = Path.of(needed(arguments, "--weights", "w.json"));
    ReferenceParameters parameters = WeightsFile.read(file, spec);
    double[] x = numbers(arguments, "--input");
    Loss loss = loss(arguments, spec);
    Cost cost = new Cost(loss, penalty(arguments, "--l1"), penalty(arguments, "--l2"));
    return BackpropTrace.of(
        parameters,
        cost,
        Rows.of(new double[][] {x}, new double[][] {truth(arguments, spec, loss)}));
  }

  /// Refuses what cannot be read of that which is there.
  ///
  /// @throws SomaException.Usage E209 for what is no number, E201 for one that is out of range,
  ///   E207 for two targets, and as the texts of networks and losses
  static void require(Arguments arguments) {
    NetworkSpec spec = spec(arguments);
    Loss loss = loss(arguments, spec);
    for (String flag : List.of("--l1", "--l2")) {
      double _ = penalty(arguments, flag);
    }
    if (arguments.has("--class") && arguments.has("--target-values")) {
      throw new SomaException.Usage(
          "E207",
          "--class with --target-values · both say what is true",
          arguments.without("--target-values"),
          arguments.without("--class"));
    }
    if (arguments.has("--input")) {
      double[] _ = numbers(arguments, "--input");
    }
    if (arguments.has("--class") || arguments.has("--target-values")) {
      double[] _ = truth(arguments, spec, loss);
    }
  }

  private static Loss loss(Arguments arguments, NetworkSpec spec) {
    return arguments.text("--loss").map(Loss::parse).orElseGet(() -> usual(spec));
  }

  private static double penalty(Arguments arguments, String flag) {
    return arguments.has(flag)
        ? arguments.number(flag, x -> x >= 0, "a finite number >= 0", "0.001")
        : 0;
  }

  /// The network.
  static NetworkSpec spec(Arguments arguments) {
    String text = arguments.text("--network").orElse("");
    try {
      return NetworkSpec.parse(text);
    } catch (SomaException.Usage e) {
      Optional<String> meant = corrected(arguments, text, e);
      throw new SomaException.Usage(
          e.id(),
          "--network · "
              + NetworkText.message(text, e)
              + (meant.isEmpty() ? NetworkText.EXAMPLE : ""),
          "--network " + Text.quoted(meant.orElse("2 -> Dense(2, tanh) -> Dense(2, softmax)")));
    }
  }

  /// The network with nothing but what cannot be read corrected, behind as many inputs as there are
  /// numbers in `--input` where it has none; empty if something cannot be corrected.
  private static Optional<String> corrected(
      Arguments arguments, String text, SomaException.Usage e) {
    String count =
        arguments.has("--input")
            ? Integer.toString(arguments.text("--input").orElse("").split(",", -1).length)
            : "2";
    String read = NetworkText.counted(text);
    String inputs = NetworkText.inputs(read).orElse(count);
    String output = NetworkText.output(read).orElse("");
    List<String> networks = new ArrayList<>();
    for (String part : List.of(read, NetworkText.behind(read))) {
      NetworkText.layers(part)
          .ifPresent(
              layers -> {
                String all = layers + (layers.isEmpty() || output.isEmpty() ? "" : " -> ") + output;
                networks.add(inputs + " -> " + all);
                networks.add(count + " -> " + all);
              });
    }
    if (!e.id().equals("E210")) {
      networks.addAll(e.fixes());
    }
    return networks.stream().filter(TypedNetwork::isNetwork).findFirst();
  }

  private static boolean isNetwork(String text) {
    try {
      NetworkSpec _ = NetworkSpec.parse(text);
      return true;
    } catch (SomaException.Usage | IllegalArgumentException _) {
      return false;
    }
  }

  private static double[] truth(Arguments arguments, NetworkSpec spec, Loss loss) {
    if (!arguments.has("--class")) {
      return numbers(arguments, "--target-values");
    }
    int k = arguments.whole("--class", 1);
    int classes = Math.max(2, spec.outputs());
    if (k > classes) {
      throw new SomaException.Usage(
          "E209",
          "--class " + k + " · the network has " + classes + " classes",
          "--class " + classes);
    }
    if (loss.targetColumns(spec.outputs()) == 1) {
      return new double[] {k - 1};
    }
    double[] y = new double[spec.outputs()];
    y[k - 1] = 1;
    return y;
  }

  private static Loss usual(NetworkSpec spec) {
    return switch (spec.output().activation()) {
      case Activation.Softmax _ -> Loss.CROSS_ENTROPY;
      case Activation.Logistic _ -> Loss.LOGISTIC_CROSS_ENTROPY;
      case Activation.Exponential _ -> Loss.POISSON;
      default -> Loss.SQUARED_ERROR;
    };
  }

  private static String needed(Arguments arguments, String flag, String example) {
    return arguments
        .text(flag)
        .orElseThrow(
            () ->
                new SomaException.Usage(
                    "E204", "missing " + flag + " · --network needs it", flag + " " + example));
  }

  private static double[] numbers(Arguments arguments, String flag) {
    String text = needed(arguments, flag, "1,0");
    try {
      double[] numbers =
          Arrays.stream(text.split(",", -1))
              .mapToDouble(t -> Double.parseDouble(t.strip()))
              .toArray();
      if (Arrays.stream(numbers).allMatch(Double::isFinite)) {
        return numbers;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new SomaException.Usage(
        "E209", flag + " \"" + text + "\" · expected finite numbers with commas between them");
  }
}
