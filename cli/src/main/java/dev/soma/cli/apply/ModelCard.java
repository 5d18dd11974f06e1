package dev.soma.cli.apply;

import dev.soma.cli.config.Settings;
import dev.soma.cli.report.CalibrationBlock;
import dev.soma.cli.report.NetBlock;
import dev.soma.cli.report.Spread;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.encode.InputColumn;
import dev.soma.data.encode.TargetEncoder;
import dev.soma.data.scale.Offset;
import dev.soma.data.scale.Scale;
import dev.soma.model.Member;
import dev.soma.model.Model;
import dev.soma.model.Provenance;
import dev.soma.nn.Initializer;
import dev.soma.nn.Parameters;
import dev.soma.optim.Optimizer;
import dev.soma.optim.Regularization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What is in a model.
///
/// @param model the model
/// @param path where it was read from
record ModelCard(Model model, Path path) {
  private static final int COLUMNS = 24;
  private static final int BUCKETS = 16;

  void tell(Screen screen) throws IOException {
    Provenance p = model.provenance();
    screen.block(
        "MODEL",
        path + "   " + Text.bytes(Files.size(path)) + "   soma " + p.version(),
        List.of(
            "predicts " + target() + several(),
            "trained on "
                + Text.count(p.rows(), "row")
                + ", seed "
                + p.seed()
                + ", "
                + Text.count(p.step(), "step")
                + (p.dataSha256().isEmpty() ? "" : ", data sha256 " + p.dataSha256())));
    screen.block(
        "INPUT",
        Text.count(model.encoder().columns().size(), "column")
            + " → "
            + Text.count(model.encoder().shape().units(), "input"),
        columns());
    Initializer init =
        Initializer.parse(p.settings().getOrDefault("init", Initializer.AUTO.toString()));
    List<String> table = NetBlock.table(model.network().spec(), init);
    table.add("total " + Text.count(model.network().parameters().learned(), "parameter"));
    screen.block(
        "NET",
        NetBlock.arrows(model.network().spec())
            + "      "
            + NetBlock.objective(model.loss(), penalty(model), optimizer(p)),
        table);
    screen.block("WEIGHT", "tensor      min      mean        sd       max", weights());
    calibrated(screen);
    List<String> settings =
        p.settings().entrySet().stream()
            .filter(e -> !e.getValue().isEmpty() && !e.getKey().equals("page"))
            .map(e -> e.getKey() + " " + e.getValue())
            .toList();
    screen.block("FROM", Text.list(settings, settings.size()), List.of());
    again(screen, p);
  }

  /// What makes it anew: the command, or the page that it was downloaded from.
  private void again(Screen screen, Provenance p) {
    String page = p.settings().get("page");
    if (page == null) {
      screen.block("AGAIN", "soma train DATA " + Settings.asFlags(withSeed(p)), List.of());
      return;
    }
    String data = "";
    if (p.settings().containsKey("goes_on_from")) {
      data = " " + Text.quoted(p.settings().getOrDefault("goes_on_from", "")) + " DATA";
    } else if (page.contains("&data=own&")) {
      data = " DATA --target " + Text.quoted(String.join(",", model.target().names()));
    }
    screen.block(
        "AGAIN",
        "soma studio" + data,
        List.of(
            "then, behind the address of the page: #" + page,
            "the weights are those "
                + p.settings().getOrDefault("weights", "")
                + ", after "
                + Text.count(p.step(), "step")));
  }

  private String several() {
    int count = model.members().size();
    return count == 1
        ? ""
        : ", the mean of " + count + " networks; INPUT, NET and WEIGHT are those of the first";
  }

  private void calibrated(Screen screen) {
    List<String> lines = new ArrayList<>(CalibrationBlock.lines(model));
    lines.addAll(CalibrationBlock.coverage(model));
    if (!lines.isEmpty()) {
      screen.block("CALIB", lines.getFirst(), lines.subList(1, lines.size()));
    }
  }

  private static Optimizer optimizer(Provenance p) {
    return Optimizer.parse(p.settings().getOrDefault("optimizer", "sgd"));
  }

  private static Regularization penalty(Model model) {
    return new Regularization(model.cost().l1(), model.l2(), Double.POSITIVE_INFINITY);
  }

  private static Map<String, String> withSeed(Provenance p) {
    Map<String, String> all = new LinkedHashMap<>(p.settings());
    all.put("seed", Long.toString(p.seed()));
    return all;
  }

  private String target() {
    return switch (model.target()) {
      case TargetEncoder.Classes c -> c.name() + ": " + Text.list(c.levels(), 12);
      case TargetEncoder.Labels l -> Text.list(l.names(), 12) + " (yes or no each)";
      case TargetEncoder.Numbers n -> Text.list(n.names(), 12) + " (numbers)" + bounds(n);
    };
  }

  private List<String> columns() {
    List<String> lines = new ArrayList<>();
    for (InputColumn column : model.encoder().columns()) {
      if (lines.size() == COLUMNS) {
        lines.add("… " + (model.encoder().columns().size() - COLUMNS) + " more");
        break;
      }
      lines.add(
          Text.cell(column.name(), 22)
              + "  "
              + switch (column) {
                case InputColumn.NumberInput n -> "number    " + scaled(n);
                case InputColumn.LevelledInput l ->
                    "number    "
                        + scaled(l.number())
                        + "; one-hot → "
                        + l.values().size()
                        + ": "
                        + Text.list(l.values().levels(), 8);
                case InputColumn.CategoryInput c ->
                    "category  one-hot → "
                        + c.size()
                        + ": "
                        + Text.list(c.levels(), 8)
                        + (c.missingLevel() ? ", missing" : "");
                case InputColumn.OneHotInput o ->
                    "category  one-hot, scaled → "
                        + o.scales().size()
                        + ": "
                        + Text.list(o.levels(), 8);
                case InputColumn.DateInput d -> "date      " + Text.list(d.inputNames(), 8);
              });
    }
    Offset offset = model.encoder().offset();
    if (offset != null) {
      lines.add(Text.cell(offset.column(), 22) + "  " + added(offset));
    }
    NetBlock.unlike(model.members().stream().map(Member::encoder).toList()).ifPresent(lines::add);
    return lines;
  }

  private static String scaled(InputColumn.NumberInput n) {
    return formula(n.scale(), "x")
        + (n.indicator() ? ", missing → " + Text.figure(n.fill()) + " + indicator" : "");
  }

  private static String added(Offset offset) {
    return offset.exposure()
        ? "exposure  multiplies the mean: ln x is added to z of the output"
        : "offset    added to z of the output"
            + (offset.unit() == 1 ? "" : ": x / " + Text.figure(offset.unit()));
  }

  private static String bounds(TargetEncoder.Numbers n) {
    List<String> ranges = new ArrayList<>();
    for (int k = 0; k < n.lows().size(); k++) {
      ranges.add(Text.figure(n.lows().get(k)) + " … " + Text.figure(n.highs().get(k)));
    }
    return ranges.isEmpty() ? "" : ", clipped to " + Text.list(ranges, 12);
  }

  private static String less(double x) {
    return x < 0 ? " + " + Text.figure(-x) : " − " + Text.figure(x);
  }

  private static String formula(Scale scale, String x) {
    return switch (scale) {
      case Scale.Standard s -> "(" + x + less(s.mean()) + ") / " + Text.figure(s.sd());
      case Scale.Robust r when r.factor() == 0 ->
          "0 always: the training rows have no two different values";
      case Scale.Robust r ->
          "clip("
              + Text.figure(r.factor())
              + " ("
              + x
              + less(r.median())
              + ")), clip(u) = u / √(1 + (u/3)²)";
      case Scale.Quantile q ->
          "normal quantile of the rank, " + q.quantiles().size() + " quantiles";
      case Scale.Logarithm l ->
          formula(l.then(), "asinh(" + x + " / " + Text.figure(l.unit()) + ")");
    };
  }

  private List<String> weights() {
    List<String> lines = new ArrayList<>();
    Parameters p = model.network().parameters();
    for (Parameters.Group g : p.groups()) {
      Spread s = Spread.of(p, g, BUCKETS);
      lines.add(
          String.format(
              Locale.ROOT,
              "     %-6s %9s %9s %9s %9s  %s",
              g.name(),
              Text.figure(s.min()),
              Text.figure(s.mean()),
              Text.figure(s.sd()),
              Text.figure(s.max()),
              s.histogram()));
    }
    return lines;
  }

  String json() {
    Provenance p = model.provenance();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", p.version());
    all.put("target", model.target().names());
    all.put("inputs", model.encoder().columnNames());
    Offset offset = model.encoder().offset();
    if (offset != null) {
      all.put(offset.word(), offset.column());
    }
    all.put("members", model.members().size());
    all.put("network", model.network().spec().toString());
    all.put("parameters", model.network().parameters().learned());
    all.put("loss", model.loss().toString());
    all.put("rows", p.rows());
    all.put("seed", p.seed());
    all.put("steps", p.step());
    all.put("data_sha256", p.dataSha256());
    if (model.calibration().t() != 1) {
      all.put("temperature", model.calibration().t());
    }
    all.put("threshold", model.calibration().threshold().p());
    if (!model.calibration().threshold().metric().isEmpty()) {
      all.put("threshold_metric", model.calibration().threshold().metric());
    }
    all.put("settings", p.settings());
    return JsonMapper.shared().writeValueAsString(all);
  }
}
