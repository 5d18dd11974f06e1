package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.error.SomaException;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation.Form;
import dev.soma.trace.text.Detail;
import java.util.ArrayList;
import java.util.List;

/// `soma explain`: backpropagation of one row in the symbols of the lecture, every number shown.
public final class ExplainCommand implements Command {
  private static final String ROW = "A row of a data file";
  private static final List<String> FORMATS = List.of("text", "md", "html", "latex", "json");
  private static final int MOST_ROWS = 32;
  private static final String SHOW = "What is shown";
  private static final List<String> CUTS = List.of("--units", "--form", "--layer", "--unit");
  private static final List<String> ROWS = List.of("--line", "--rows", "--member", "--of");

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
    return "MODEL DATA --line N   |   MODEL DATA --rows A-B   |   --network SPEC --weights FILE --input X --class K";
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(Inputs.flags());
    flags.add(Flag.value("--line", "N", ROW, "line of the file (the header is line 1)"));
    flags.add(
        Flag.value("--rows", "A-B", ROW, "rows of the file, from 1: the gradient is their mean"));
    flags.add(OneMember.flag(ROW));
    flags.add(
        Flag.value("--of", "NAME", ROW, "class or target whose score is taken apart by columns"));
    flags.addAll(TypedNetwork.flags());
    flags.addAll(
        List.of(
            Flag.value("--lr", "RATE", SHOW, "also what one step of gradient descent would do"),
            Flag.value("--format", "FORM", SHOW, "text, md, html, latex or json")
                .where(FORMATS::contains),
            Flag.value("--form", "FORM", SHOW, "of the formulas: elements, vector or dataset")
                .among("elements", "vector", "dataset"),
            Flag.value("--symbols", "WHOSE", SHOW, "lecture, ng or nielsen")
                .among("lecture", "ng", "nielsen"),
            Flag.plain("--hide", SHOW, "blanks in place of results, as an exercise"),
            Flag.plain("--solution", SHOW, "the lines of the exercise with their results"),
            Flag.value("--units", "N", SHOW, "most entries of a vector, 8"),
            Flag.value("--layer", "L", SHOW, "write a(L) as sums of products"),
            Flag.value("--unit", "I", SHOW, "write this unit as a sum of products")));
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "soma explain runs/titanic-1 examples/titanic.csv --line 2",
        "soma explain --network \"2 -> Dense(2, tanh) -> Dense(2, softmax)\" --weights w.json"
            + " --input 1,0 --class 2 --l2 0.01 --lr 0.5");
  }

  @Override
  public void check(Arguments arguments) {
    requireFormat(arguments);
    double _ = arguments.has("--lr") ? rate(arguments) : 0;
    Detail _ = detail(arguments, 1);
    Symbols _ = symbols(arguments);
    int _ = OneMember.number(arguments);
    if (arguments.has("--network")) {
      refuse(arguments, ROWS, " with --network · the row is typed in, with --input");
      List<String> reading = Inputs.flags().stream().map(Flag::name).toList();
      refuse(arguments, reading, " with --network · no file of rows is read");
      TypedNetwork.require(arguments);
    } else {
      refuse(arguments, TypedNetwork.ITS_OWN, " without --network · a model brings its own");
      int _ = RowsOfFile.line(arguments);
    }
    if (arguments.has("--hide") || arguments.has("--solution")) {
      refuse(arguments, List.of("--of"), " with an exercise · which asks nothing of columns");
    }
    Inputs.require(Settings.PRESETS.with(arguments));
  }

  /// @throws SomaException.Usage E207 for a flag that would be passed over
  private static void refuse(Arguments arguments, List<String> flags, String why) {
    for (String flag : flags) {
      if (arguments.has(flag)) {
        throw new SomaException.Usage("E207", flag + why, arguments.without(flag));
      }
    }
  }

  private static double rate(Arguments arguments) {
    return arguments.number("--lr", x -> x > 0, "a finite rate > 0", "0.1");
  }

  private static String format(Arguments arguments) {
    return arguments.has("--json") ? "json" : arguments.text("--format").orElse("text");
  }

  private static Symbols symbols(Arguments arguments) {
    return Symbols.of(arguments.text("--symbols").orElse("lecture"));
  }

  private static void requireFormat(Arguments arguments) {
    String format = format(arguments);
    if (!FORMATS.contains(format)) {
      throw new SomaException.Usage(
          "E209",
          "--format \"" + format + "\" · expected " + Text.list(FORMATS, FORMATS.size()),
          "--format text");
    }
    if (format.equals("json") && symbols(arguments) != Symbols.LECTURE) {
      throw new SomaException.Usage(
          "E207", "--symbols with JSON · which has names", arguments.without("--symbols"));
    }
    if (format.equals("json")) {
      refuse(arguments, CUTS, " with JSON · which has every number");
    }
    for (String flag : List.of("--hide", "--solution")) {
      if (format.equals("json") && arguments.has(flag)) {
        throw new SomaException.Usage(
            "E207", flag + " with JSON · which has no blanks", arguments.without(flag));
      }
    }
    if (arguments.has("--hide") && arguments.has("--solution")) {
      throw new SomaException.Usage(
          "E207",
          "--hide and --solution · an exercise or its solution",
          arguments.without("--solution"),
          arguments.without("--hide"));
    }
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    String format = format(arguments);
    Explained explained = Explained.of(arguments, symbols(arguments));
    Detail detail = detail(arguments, explained.trace().m());
    BackpropTrace trace = explained.trace();
    requireThere(arguments, trace);
    if (arguments.has("--lr")) {
      trace = trace.withUpdate(rate(arguments));
    }
    explained = explained.with(trace.withCheck("W1", 0, 0));
    if (format.equals("text")) {
      explained.before().forEach(screen::say);
    }
    String text =
        switch (format) {
          case "md" -> explained.markdown(detail);
          case "html" -> explained.html(detail);
          case "latex" -> explained.latex(detail);
          case "json" -> explained.json();
          default -> explained.text(detail);
        };
    screen.out().print(screen.signs(text));
    return 0;
  }

  /// @param m how many rows there are
  private static Detail detail(Arguments arguments, int m) {
    int units = arguments.has("--units") ? arguments.whole("--units", 1) : Detail.DEFAULT.units();
    boolean zoom = arguments.has("--layer") || arguments.has("--unit");
    int layer = arguments.has("--layer") ? arguments.whole("--layer", 2) : 0;
    int unit = arguments.has("--unit") ? arguments.whole("--unit", 1) : 0;
    int rows = Math.clamp(m, Detail.DEFAULT.rows(), MOST_ROWS);
    Detail detail = new Detail(units, rows, zoom, layer, unit);
    detail = arguments.has("--hide") ? detail.hidden() : detail;
    detail = arguments.has("--solution") ? detail.solution() : detail;
    return arguments.has("--form") ? detail.in(form(arguments)) : detail;
  }

  private static Form form(Arguments arguments) {
    String form = arguments.text("--form").orElse("");
    return switch (form) {
      case "elements" -> Form.ELEMENTS;
      case "vector" -> Form.ROW;
      case "dataset" -> Form.ROWS;
      default ->
          throw new SomaException.Usage(
              "E209",
              "--form \"" + form + "\" · expected elements, vector or dataset",
              "--form vector");
    };
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
}
