package dev.soma.cli.lecture;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.config.Settings;
import dev.soma.cli.input.Inputs;
import dev.soma.cli.input.ModelPath;
import dev.soma.cli.input.OneMember;
import dev.soma.cli.input.UsableRows;
import dev.soma.cli.screen.Interruption;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.Table;
import dev.soma.data.encode.Dataset;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.math.Seeds;
import dev.soma.model.Model;
import dev.soma.nn.Layer;
import dev.soma.nn.Parameters;
import dev.soma.trace.GradientCheck;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.check.CheckReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `soma gradcheck`: the gradient of backpropagation against central differences, in double.
public final class GradcheckCommand implements Command {
  private static final int ROWS = 8;
  private static final int SAMPLE = 200;
  private static final int SEED = 42;

  /// Makes the command.
  public GradcheckCommand() {}

  @Override
  public String name() {
    return "gradcheck";
  }

  @Override
  public String help() {
    return "compare the gradient of backpropagation with central differences";
  }

  @Override
  public String synopsis() {
    return "MODEL DATA [FLAGS]";
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
            Flag.value("--rows", "N", "Check", "first rows of the file that J is averaged over, 8"),
            Flag.value("--sample", "N", "Check", "most parameters a tensor, 200; 0 for all"),
            Flag.value("--seed", "N", "Check", "of the sample, 42"),
            Flag.value(
                "--break", "TENSOR", "Check", "plant a bug in this gradient, to see it found: W2"),
            OneMember.flag("Check")));
    return flags;
  }

  @Override
  public List<String> examples() {
    return List.of("soma gradcheck runs/titanic-1 examples/titanic.csv");
  }

  @Override
  public void check(Arguments arguments) {
    Size _ = Size.of(arguments);
    int _ = OneMember.number(arguments);
    Inputs.require(Settings.PRESETS.with(arguments));
  }

  /// How much is checked.
  private record Size(int rows, int sample, int seed) {
    static Size of(Arguments arguments) {
      return new Size(
          arguments.has("--rows") ? arguments.whole("--rows", 1, ROWS) : ROWS,
          arguments.has("--sample") ? arguments.whole("--sample", 0, SAMPLE) : SAMPLE,
          arguments.has("--seed") ? arguments.whole("--seed", 0, SEED) : SEED);
    }
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    Runnable reading = () -> CheckProgress.stopped(screen, CheckProgress.NOTHING);
    try (Interruption ctrlC = Interruption.watch().before(reading)) {
      return run(arguments, screen, ctrlC);
    }
  }

  private static int run(Arguments arguments, Screen screen, Interruption ctrlC) {
    Size size = Size.of(arguments);
    int sample = size.sample();
    OneMember checked = OneMember.of(ModelPath.load(arguments, 0, "model"), arguments);
    Model model = checked.model();
    UsableRows usable = UsableRows.of(model);
    Path file = Path.of(arguments.word(1, "data file"));
    Table table = usable.skipping(Inputs.trained(file, Inputs.settings(model, arguments)));
    int[] taken = IntStream.range(0, Math.min(size.rows(), table.rows())).toArray();
    Dataset data = usable.encoded(table, taken);
    GradientCheck check =
        new GradientCheck(
            ReferenceParameters.of(model.network().parameters()),
            model.cost(),
            Rows.of(data.batch(), Truth.of(model, data, taken)).inTraining(),
            sample,
            Seeds.of(size.seed()));
    Optional<String> planted = planted(arguments, check.parameters());
    Screen telling = screen.telling(arguments.has("--json"));
    CheckText found =
        new CheckText(check, compared(check, planted, screen, ctrlC), table.rows(taken));
    boolean _ = ctrlC.begins(); // to tell the result, which is not broken off
    planted.ifPresent(
        t ->
            telling.say(
                "planted: 0.01 max(1, |J|, |g|) is added to each entry g of the gradient of " + t));
    tell(telling, checked, found, taken.length, sample);
    if (arguments.has("--json")) {
      screen.result(found.json(planted));
    }
    if (!found.report().passes()) {
      throw wrong(arguments, found, planted, taken.length, table.rows());
    }
    return 0;
  }

  /// The check; Ctrl-C ends the process, and says how far it came.
  private static CheckReport compared(
      GradientCheck check, Optional<String> planted, Screen screen, Interruption ctrlC) {
    try (CheckProgress progress = CheckProgress.on(screen)) {
      Interruption _ = ctrlC.before(progress::interrupted);
      return check.run(
          planted.map(GradientCheck::planted).orElse(GradientCheck.reference()), progress);
    }
  }

  /// The tensor that a bug is to be planted in.
  ///
  /// @throws SomaException.Usage E209 if nothing learns such a tensor
  private static Optional<String> planted(Arguments arguments, ReferenceParameters parameters) {
    List<String> names =
        parameters.groups().stream()
            .filter(g -> g.role().learned())
            .map(Parameters.Group::name)
            .toList();
    Optional<String> tensor = arguments.text("--break");
    if (tensor.isPresent() && !names.contains(tensor.get())) {
      throw new SomaException.Usage(
          "E209",
          "--break \"" + tensor.get() + "\" · expected one of " + Text.list(names, 20),
          "--break " + NearestName.of(tensor.get(), names).orElse(names.getFirst()));
    }
    return tensor;
  }

  private static SomaException wrong(
      Arguments arguments, CheckText found, Optional<String> planted, int rows, int all) {
    String model = Text.quoted(arguments.word(0, "model"));
    String again = "soma gradcheck " + model + " " + Text.quoted(arguments.word(1, "data file"));
    CheckReport report = found.report();
    boolean zero = report.untold().stream().anyMatch(CheckReport.Tensor::zero);
    if (!found.isWrong()) {
      return new SomaException.Check(
          "E705",
          found.nothing()
              + " · "
              + (zero ? "of " : "each parameter is at a kink for one of ")
              + Text.count(rows, "row")
              + (zero && rows == all ? ", all of the file" : "")
              + ", where parameters are and moved by up to 0.001",
          zero && rows == all
              ? "soma inspect " + model
              : again + " --rows " + (zero ? Math.min(100L * rows, all) : fewer(rows)));
    }
    String error =
        " · largest relative error "
            + Text.figure(report.maxRelativeError())
            + ", expected below "
            + Text.figure(GradientCheck.TOLERANCE);
    return new SomaException.Check(
        "E703",
        planted
                .map(t -> "the gradient is wrong, with the bug that --break planted in " + t)
                .orElse("the gradient is wrong")
            + error,
        planted.isPresent() ? again : again + " --sample 0");
  }

  /// How many rows have fewer kinks than these; of one other ones.
  private static int fewer(int rows) {
    return rows > ROWS || rows == 1 ? ROWS : 1;
  }

  private static void tell(
      Screen screen, OneMember checked, CheckText found, int rows, int sample) {
    if (checked.of() > 1) {
      screen.say(checked.words());
    }
    screen.say(
        "central differences in double, J over "
            + Text.count(rows, "row")
            + (sample == 0 ? ", every parameter" : ", at most " + sample + " parameters a tensor"));
    if (rows > 1 && normalises(checked.model())) {
      screen.say("batch normalisation by mean and variance of these rows, as in training");
    }
    found.lines().forEach(line -> screen.say(screen.signs(line)));
  }

  private static boolean normalises(Model model) {
    return model.network().spec().layers().stream().anyMatch(l -> l instanceof Layer.BatchNorm);
  }
}
