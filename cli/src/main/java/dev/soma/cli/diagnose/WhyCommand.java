package dev.soma.cli.diagnose;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.Flag;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.data.text.Names;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.train.diagnose.Condition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `soma why`: what a diagnostic means, with the numbers of a run.
public final class WhyCommand implements Command {
  private static final int SHOWN = 5;

  /// Makes the command.
  public WhyCommand() {}

  @Override
  public String name() {
    return "why";
  }

  @Override
  public String help() {
    return "what a diagnostic D1 ... D12 means, with the numbers of a run; alone it lists them";
  }

  @Override
  public String synopsis() {
    return "[ID] [RUN] [FLAGS]";
  }

  @Override
  public int words() {
    return 2;
  }

  @Override
  public List<Flag> flags() {
    return List.of();
  }

  @Override
  public List<String> examples() {
    return List.of("soma why", "soma why D4", "soma why D7 runs/titanic-1");
  }

  @Override
  public void check(Arguments arguments) {
    List<String> words = arguments.words();
    if (words.size() == 2
        && Condition.of(words.getFirst()).isEmpty()
        && Condition.of(words.getLast()).isPresent()) {
      throw new SomaException.Usage(
          "E243",
          "no diagnostic \"" + words.getFirst() + "\" · the diagnostic comes before the run",
          arguments.of(words.reversed()).line());
    }
    if (!words.isEmpty()) {
      Condition _ = condition(words.getFirst());
    }
  }

  @Override
  public int run(Arguments arguments, Screen screen) {
    boolean json = arguments.has("--json");
    if (arguments.words().isEmpty()) {
      Optional<RunDiagnostics> newest = RunDiagnostics.newest();
      List<String> lines =
          json
              ? Arrays.stream(Condition.values()).map(c -> json(c, newest)).toList()
              : list(newest);
      lines.forEach(line -> screen.result(screen.signs(line)));
      return 0;
    }
    Condition condition = condition(arguments.words().getFirst());
    Optional<RunDiagnostics> run =
        arguments.words().size() == 2
            ? Optional.of(
                RunDiagnostics.of(Path.of(arguments.words().get(1)), "soma why " + condition))
            : RunDiagnostics.newest();
    if (json) {
      screen.result(json(condition, run));
    } else {
      page(condition, run).forEach(line -> screen.result(screen.signs(line)));
    }
    return 0;
  }

  private static Condition condition(String id) {
    List<String> ids = Arrays.stream(Condition.values()).map(Condition::name).toList();
    return Condition.of(id)
        .orElseThrow(
            () ->
                new SomaException.Usage(
                    "E243",
                    "no diagnostic \"" + id + "\" · there are " + String.join(", ", ids),
                    "soma why " + NearestName.of(id.toUpperCase(Locale.ROOT), ids).orElse("D1"),
                    "soma why"));
  }

  private static List<String> list(Optional<RunDiagnostics> run) {
    List<String> lines = new ArrayList<>();
    run.ifPresent(r -> lines.add("met in " + r.folder() + ": marked with !"));
    for (Condition c : Condition.values()) {
      boolean met = run.isPresent() && !run.get().first(c.name()).isEmpty();
      lines.add((met ? "! " : "  ") + Text.cell(c.name(), 5) + c.title());
    }
    return lines;
  }

  private static List<String> page(Condition condition, Optional<RunDiagnostics> run) {
    Page page = Page.of(condition);
    List<String> lines = new ArrayList<>();
    lines.add(condition + "  " + condition.title());
    lines.add("  rule      " + page.rule());
    lines.add("  equation  " + page.equation());
    lines.add("  lecture   " + page.lecture());
    lines.add("  helps     " + page.helps());
    run.ifPresent(r -> lines.addAll(numbers(condition, r)));
    return lines;
  }

  private static List<String> numbers(Condition condition, RunDiagnostics run) {
    List<RunDiagnostics.Met> first = run.first(condition.name());
    List<String> lines = new ArrayList<>();
    if (first.isEmpty()) {
      return unmet(condition, run);
    }
    long networks = first.stream().mapToInt(RunDiagnostics.Met::network).distinct().count();
    lines.add(
        "RUN       "
            + run.folder()
            + (run.networks() > 1 ? "   met in " + networks + " of " + run.networks() : "")
            + (run.networks() > 1 ? " networks" : ""));
    for (RunDiagnostics.Met met : first.subList(0, Math.min(SHOWN, first.size()))) {
      RunDiagnostics.Met last = run.last(met);
      lines.add(
          "  "
              + (met.epoch() > 0 ? "epoch " + met.epoch() + "  " : "")
              + (run.networks() > 1 && met.epoch() > 0 ? "network " + met.network() + "  " : "")
              + (met.layer() > 0 ? "layer " + met.layer() + ": " : "")
              + met.sentence());
      met.evidence().forEach((name, x) -> lines.add("    " + Text.cell(name, 30) + " " + value(x)));
      if (last.times() > 1) {
        lines.add("    met " + last.times() + " times, " + run.end(last));
      }
    }
    if (first.size() > SHOWN) {
      lines.add("  … " + (first.size() - SHOWN) + " more");
    }
    tried(condition, run, first).ifPresent(command -> lines.add("  try: " + command));
    return lines;
  }

  /// A run in which it was not met; of D12, which no run can meet, a command that looks for it.
  private static List<String> unmet(Condition condition, RunDiagnostics run) {
    if (condition != Condition.D12) {
      return List.of("RUN       " + run.folder() + "   not met");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "RUN       "
            + run.folder()
            + "   told by predict and evaluate, of the rows they are given");
    String evaluate = "soma evaluate " + Text.quoted(run.folder().toString()) + " ";
    run.data().ifPresent(data -> lines.add("  try: " + evaluate + Text.quoted(data)));
    return lines;
  }

  /// A command that helps; of columns that are left out already, one that shows them.
  private static Optional<String> tried(
      Condition condition, RunDiagnostics run, List<RunDiagnostics.Met> met) {
    String remedy = remedy(met, run.ignored());
    if (!remedy.isEmpty()) {
      return Optional.of(again(run, remedy));
    }
    return condition == Condition.D9
        ? run.data().map(data -> "soma inspect " + Text.quoted(data))
        : Optional.empty();
  }

  /// What helps against the first of them; columns to leave out of all of them, with those that
  /// are; of the last one alone where no input might be left.
  private static String remedy(List<RunDiagnostics.Met> met, List<String> ignored) {
    String flag = "--ignore ";
    List<RunDiagnostics.Met> some = met.stream().filter(m -> !m.remedy().isEmpty()).toList();
    List<String> all =
        (leavesNone(some) ? some.subList(some.size() - 1, some.size()) : some)
            .stream().map(RunDiagnostics.Met::remedy).distinct().toList();
    if (all.isEmpty() || !all.stream().allMatch(r -> r.startsWith(flag))) {
      return all.isEmpty() ? "" : all.getFirst();
    }
    Stream<String> before =
        ignored.isEmpty() ? Stream.of() : Stream.of(Names.listed(ignored.toArray(String[]::new)));
    Stream<String> more = all.stream().map(r -> r.substring(flag.length()));
    return flag + Stream.concat(before, more).collect(Collectors.joining(","));
  }

  /// Whether columns that are to be left out may be all inputs; one may be counted more than once.
  private static boolean leavesNone(List<RunDiagnostics.Met> met) {
    double columns = met.stream().mapToDouble(m -> m.evidence().getOrDefault("columns", 0.0)).sum();
    return met.stream()
        .map(m -> m.evidence().get(DataDiagnostics.INPUTS))
        .anyMatch(inputs -> inputs != null && columns >= inputs);
  }

  /// The run again, with the remedy; to its end, if somebody has interrupted it, which its settings
  /// tell as counts.
  private static String again(RunDiagnostics run, String remedy) {
    String config = run.folder().resolve("config.toml").toString();
    String whole = run.interrupted() ? " --max-steps 0 --max-networks 0" : "";
    return "soma train --config " + Text.quoted(config) + " " + remedy + whole;
  }

  private static String value(double x) {
    return Double.isNaN(x) ? "not finite" : Text.figure(x);
  }

  private static String json(Condition condition, Optional<RunDiagnostics> run) {
    Page page = Page.of(condition);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", condition.name());
    all.put("title", condition.title());
    all.put("rule", page.rule());
    all.put("equation", page.equation());
    all.put("lecture", page.lecture());
    all.put("helps", page.helps());
    if (run.isPresent()) {
      all.put("run", run.get().folder().toString());
      all.put("met", run.get().first(condition.name()).stream().map(WhyCommand::fields).toList());
    }
    return JsonMapper.shared().writeValueAsString(all);
  }

  private static Map<String, Object> fields(RunDiagnostics.Met met) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    met.evidence().forEach((name, x) -> evidence.put(name, Double.isNaN(x) ? "not finite" : x));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("network", met.network());
    all.put("epoch", met.epoch());
    all.put("layer", met.layer());
    all.put("sentence", met.sentence());
    all.put("evidence", evidence);
    all.put("remedy", met.remedy());
    return all;
  }
}
