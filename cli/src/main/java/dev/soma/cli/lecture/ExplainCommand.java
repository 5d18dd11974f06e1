package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.nn.Activation;
import dev.soma.nn.Loss;
import dev.soma.nn.NetworkSpec;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Cost;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceJson;
import dev.soma.trace.text.TraceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `soma explain`: backpropagation of one row in the symbols of the lecture, every number shown.
public final class ExplainCommand implements Command {
  private static final String ROW = "A row of a data file";
  private static final String TYPED = "A network typed in";
  private static final String SHOW = "What is shown";

  /// Makes the command.
  public ExplainCommand() {}

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String help() {
    return "print forward and backward pass of one row, every number";
  }

  @Override
  public String synopsis() {
    return "MODEL DATA --line N   |   --network SPEC --weights FILE --input X --class K";
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(Inputs.flags());
    flags.addAll(
        List.of(
            Flag.value("--line", "N", ROW, "line of the file (the header is line 1)"),
            OneMember.flag(ROW),
            Flag.value(
                "--network", "SPEC", TYPED, "such as \"2 -> Dense(2, tanh) -> Dense(2, softmax)\""),
            Flag.value(
                "--weights",
                "FILE",
                TYPED,
                "JSON with W1, b1, W2, b2, ...; W is [outputs x inputs]"),
            Flag.value("--input", "X", TYPED, "numbers x, with commas between them"),
            Flag.value("--class", "K", TYPED, "the true class, from 1"),
            Flag.value("--target-values", "Y", TYPED, "the true outputs instead of a class"),
            Flag.value("--loss", "NAME", TYPED, "default: the one that goes with the output layer"),
            Flag.value("--l1", "L", TYPED, "penalty on absolute weights"),
            Flag.value("--l2", "L", TYPED, "penalty on squared weights (lambda)"),
            Flag.value("--lr", "RATE", SHOW, "also what one step of gradient descent would do"),
            Flag.value("--format", "FORM", SHOW, "text, md or json"),
            Flag.value("--units", "N", SHOW, "most entries of a vector, 8"),
            Flag.value("--layer", "L", SHOW, "write a(L) as sums of products"),
            Flag.value("--unit", "I", SHOW, "write this unit as a sum of products")));
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma explain runs/titanic-1/model.soma examples/titanic.csv --line 2",
        "soma explain --network \"2 -> Dense(2, tanh) -> Dense(2, softmax)\" --weights w.json"
            + " --input 1,0 --class 2 --l2 0.01 --lr 0.5");
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    String format = arguments.has("--json") ? "json" : arguments.text("--format").orElse("text");
    if (!List.of("text", "md", "json").contains(format)) {
      throw new SomaException.Usage(
          "E209", "--format \"" + format + "\" · expected text, md or json", "--format text");
    }
    Detail detail = detail(arguments);
    BackpropTrace trace;
    List<String> after = List.of();
    if (arguments.has("--network")) {
      trace = typed(arguments);
      if (format.equals("text")) {
        RowOfFile.ofMembers(network(arguments.text("--network").orElse(""))).forEach(screen::say);
      }
    } else {
      RowOfFile row = RowOfFile.of(arguments);
      if (format.equals("text") && !screen.quiet()) {
        row.describe().forEach(screen::say);
      }
      trace = row.trace();
      after = row.calibrated();
    }
    requireThere(arguments, trace);
    if (arguments.has("--lr")) {
      trace = trace.withUpdate(arguments.number("--lr"));
    }
    trace = trace.withCheck("W1", 0, 0);
    String text =
        switch (format) {
          case "md" -> TraceText.markdown(trace, detail);
          case "json" -> TraceJson.json(trace) + "\n";
          default -> TraceText.text(trace, detail);
        };
    screen.out().print(screen.signs(text));
    if (!format.equals("json")) {
      after.forEach(line -> screen.out().println(screen.signs(line)));
    }
    return 0;
  }

  private static Detail detail(Arguments arguments) {
    int units = arguments.has("--units") ? arguments.whole("--units", 1) : Detail.DEFAULT.units();
    boolean zoom = arguments.has("--layer") || arguments.has("--unit");
    int layer = arguments.has("--layer") ? arguments.whole("--layer", 2) : 0;
    int unit = arguments.has("--unit") ? arguments.whole("--unit", 1) : 0;
    return new Detail(units, Detail.DEFAULT.rows(), zoom, layer, unit);
  }

  /// @throws SomaException.Usage E201 for a layer or unit that the network does not have
  private static void requireThere(Arguments arguments, BackpropTrace trace) {
    int layers = 1 + trace.layers().stream().mapToInt(l -> l.l()).max().orElse(1);
    int layer = arguments.has("--layer") ? arguments.whole("--layer", 2) : 0;
    range("--layer", layer, 2, layers, "a(2) to a(" + layers + ")");
    int units =
        trace.layers().stream()
            .filter(l -> layer == 0 || l.l() + 1 == layer)
            .mapToInt(l -> l.out().cols())
            .max()
            .orElse(1);
    int unit = arguments.has("--unit") ? arguments.whole("--unit", 1) : 0;
    String where = layer == 0 ? "the widest layer has " : "a(" + layer + ") has ";
    range("--unit", unit, 1, units, where + Text.count(units, "unit"));
  }

  private static void range(String flag, int value, int least, int most, String has) {
    if (value > most) {
      throw new SomaException.Usage(
          "E201",
          flag + " " + value + " · expected " + least + " to " + most + ": " + has,
          flag + " " + most);
    }
  }

  private static BackpropTrace typed(Arguments arguments) {
    NetworkSpec spec = network(arguments.text("--network").orElse(""));
    Path file = Path.of(needed(arguments, "--weights", "w.json"));
    ReferenceParameters parameters = WeightsFile.read(file, spec);
    double[] x = numbers(arguments, "--input");
    Loss loss = arguments.text("--loss").map(Loss::parse).orElseGet(() -> usual(spec));
    Cost cost =
        new Cost(
            loss,
            arguments.has("--l1") ? arguments.number("--l1") : 0,
            arguments.has("--l2") ? arguments.number("--l2") : 0);
    return BackpropTrace.of(
        parameters,
        cost,
        Rows.of(new double[][] {x}, new double[][] {truth(arguments, spec, loss)}));
  }

  private static NetworkSpec network(String text) {
    try {
      return NetworkSpec.parse(text);
    } catch (SomaException.Usage e) {
      throw new SomaException.Usage(
          e.id(),
          "--network · " + e.getMessage(),
          "--network '2 -> Dense(2, tanh) -> Dense(2, softmax)'");
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
      return Arrays.stream(text.split(",", -1))
          .mapToDouble(t -> Double.parseDouble(t.strip()))
          .toArray();
    } catch (NumberFormatException _) {
      throw new SomaException.Usage(
          "E209", flag + " \"" + text + "\" · expected numbers with commas between them");
    }
  }
}
