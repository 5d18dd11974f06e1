package dev.soma.studio.answer;

import dev.soma.data.Table;
import dev.soma.data.read.SourceInfo;
import dev.soma.error.SomaException;
import dev.soma.model.Provenance;
import dev.soma.recipe.Fit;
import dev.soma.studio.data.OwnPoints;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Settings;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Snapshots.When;
import dev.soma.studio.view.StateView;
import dev.soma.train.diagnose.Setup;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file to be taken away from the page: the browser keeps it, nothing is written here.
///
/// @param name of the file, of letters, digits, `.`, `_` and `-`
/// @param type of its content
/// @param bytes of it
public record Download(String name, String type, byte[] bytes) {
  private static final int LONGEST = 60;

  /// The names of what is asked of a [#model(Session, Map)].
  public static final List<String> NAMES = List.of("at");

  /// The network of a step as a model file: that of the run that is seen, without a temperature, so
  /// that it predicts what the page predicts.
  ///
  /// @param asked `at`, the number of steps; without it, or of -1, the newest
  /// @throws SomaException.Usage E293 if the page does not train, E209 for a step that is not kept,
  ///   E294 if nothing is learned by then, or what is learned is not all numbers
  public static Download model(Session session, Map<String, String> asked) {
    Run run = session.run();
    Settings settings = trained(run);
    At at = new At(run.snapshots(), asked.get("at"), Download::isWorthIt, otherwise(run));
    Snapshot snapshot = at.exactly();
    When when = snapshot.when();
    if (!isWorthIt(snapshot)) {
      String why =
          when.epoch() == 0
              ? "nothing is learned yet · after step "
                  + when.step()
                  + " the weights are those that the training begins with"
              : "not all weights are numbers · after step "
                  + when.step()
                  + " some are infinite or not a number, so predictions would be";
      throw new SomaException.Usage("E294", why, at.fixes(when.step()));
    }
    SavedModel saved = settings.data().equals(Session.SAVED) ? session.saved() : null;
    Provenance from = provenance(run, when, saved, StateView.settings(session, run));
    return new Download(
        stem(saved == null ? run.problem().name() : saved.name())
            + "-step-"
            + when.step()
            + ".soma",
        "application/octet-stream",
        run.subject().model(snapshot.parameters(), from).bytes());
  }

  private static boolean isWorthIt(Snapshot snapshot) {
    return snapshot.when().epoch() > 0 && isFinite(snapshot.parameters().values());
  }

  private static boolean isFinite(float[] weights) {
    for (float w : weights) {
      if (!Float.isFinite(w)) {
        return false;
      }
    }
    return true;
  }

  /// What helps where no step that is kept can be saved.
  private static List<String> otherwise(Run run) {
    SomaException failure = run.failure();
    if (failure != null) {
      return failure.fixes();
    }
    if (run.ended()) {
      return List.of("Reset");
    }
    boolean begun = run.snapshots().latest().when().epoch() > 0;
    return begun ? List.of(Setup.slower(run.config().optimizer())) : List.of("Step", "Start");
  }

  /// The rows of a toy set, training and validation rows together in the order in which they were
  /// made, then points of one's own; numbers in their shortest form, which is read as the same.
  ///
  /// @throws SomaException.Usage E293 if the page does not train, E294 for a set that is a file
  public static Download rows(Session session) {
    Run run = session.run();
    Settings settings = trained(run);
    Table all = run.problem().table();
    if (List.of(Session.OWN, Session.SAVED).contains(settings.data())) {
      throw new SomaException.Usage(
          "E294",
          "rows of a file · only rows that the page has made can be saved; these were read from a"
              + " file that is there",
          "Set: moons");
    }
    Table training = run.subject().trainingRows();
    int own = OwnPoints.parse(settings.points()).all().size();
    StringBuilder csv = new StringBuilder(String.join(",", all.names())).append('\n');
    add(csv, all, all.names(), 0);
    add(csv, training, all.names(), training.rows() - own);
    return new Download(
        stem(run.problem().name()) + ".csv",
        "text/csv; charset=utf-8",
        csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Names and classes of made rows are letters and digits: nothing needs quotes.
  private static void add(StringBuilder csv, Table table, List<String> names, int from) {
    for (int r = from; r < table.rows(); r++) {
      int row = r;
      csv.append(
              names.stream().map(n -> table.column(n).text(row)).collect(Collectors.joining(",")))
          .append('\n');
    }
  }

  /// The settings of a training of the page.
  ///
  /// @throws SomaException.Usage E293 if the page only looks
  private static Settings trained(Run run) {
    Settings settings = run.settings();
    if (settings != null) {
      return settings;
    }
    boolean saved = run.about().origin() == Run.Origin.SAVED;
    throw new SomaException.Usage(
        "E293",
        saved
            ? "the page only looks · this network is that of the file which the page was opened with"
            : "the page only looks · the terminal trains this network and saves it",
        saved ? "Train on" : "soma studio");
  }

  /// Where the weights come from, by the names that `soma train` uses; what it says of folds,
  /// members and reading is left out.
  private static Provenance provenance(
      Run run, When when, @Nullable SavedModel start, Map<String, Object> address) {
    Map<String, String> all = new TreeMap<>(run.config().settings());
    all.put("metric", run.metric().toString());
    all.put("network", run.spec().toString());
    all.put("target", String.join(",", run.subject().target().names()));
    all.put("made_by", "soma studio");
    all.put("page", text(address));
    all.put(
        "weights",
        when.batch() == 0
            ? "of epoch " + when.epoch()
            : "of batch " + when.batch() + " in epoch " + when.epoch());
    SourceInfo source =
        start == null ? run.subject().trainingRows().source() : start.rows().source();
    all.put("data", file(start == null ? run.problem().name() : source.name()));
    if (start != null) {
      all.put("goes_on_from", file(start.name()));
    }
    String sha = source.sha256();
    return new Provenance(
        Fit.VERSION,
        sha == null ? "" : sha,
        run.subject().training().rows(),
        run.config().seed(),
        all,
        when.step());
  }

  /// Settings as they stand behind # in the address of the page.
  private static String text(Map<String, Object> address) {
    return address.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode("" + e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /// A file without its folders.
  private static String file(String name) {
    return name.replaceAll(".*[/\\\\]", "");
  }

  /// What a file that is made of another is called, as far as a header may hold it.
  private static String stem(String name) {
    String plain =
        file(name)
            .replaceAll("(?i)(\\.(csv|tsv|txt|gz|soma))+$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[.-]+", "");
    return plain.isEmpty() ? "network" : plain.substring(0, Math.min(LONGEST, plain.length()));
  }
}
