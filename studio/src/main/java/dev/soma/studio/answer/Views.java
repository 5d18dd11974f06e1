package dev.soma.studio.answer;

import dev.soma.error.SomaException;
import dev.soma.studio.draw.Entry;
import dev.soma.studio.draw.Eye;
import dev.soma.studio.draw.Part;
import dev.soma.studio.keep.LastFew;
import dev.soma.studio.lesson.LabSettings;
import dev.soma.studio.result.ResultsView;
import dev.soma.studio.result.WhatIfView;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Session;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.share.Turns;
import dev.soma.studio.share.Work;
import dev.soma.studio.view.AnswerView;
import dev.soma.studio.view.BoundaryView;
import dev.soma.studio.view.CheckView;
import dev.soma.studio.view.CurvesView;
import dev.soma.studio.view.LabView;
import dev.soma.studio.view.LessonsView;
import dev.soma.studio.view.NetworkView;
import dev.soma.studio.view.StepView;
import dev.soma.studio.view.UnitsView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Computes what the page draws, one picture at a time, all windows together in a small share of
/// the time while a training runs; what a person asked for goes first. Safe for several threads.
public final class Views implements AutoCloseable {
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int MOST = 16;

  /// What stands in place of a picture that nobody waits for any more.
  public static final String DROPPED = "";

  /// What is asked beside the picture that a window shows.
  private static final Set<String> BESIDE = Set.of("answer", "check");

  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          names("curves", ""),
          names("health", ""),
          names("boundary", "x y regions at"),
          names("step", "part row hide sums at"),
          names("answer", "part row hide sums op blank value reveal at"),
          names("check", "part row tensor i j at"),
          names("network", "row at"),
          names("units", "x y layer what class unit at"),
          names("results", "part target true said at"),
          names("whatif", "part row set find why at"),
          names("lessons", "lesson lesson_seed told"),
          names("lab", String.join(" ", LabSettings.names()) + " kind"));

  /// The names of what is asked of [#whatIf(Map, Work)].
  public static final List<String> WEIGHT = List.of("tensor", "i", "j", "value", "at");

  private final Session session;
  private final Turns turns = new Turns();
  private final LastFew<String, Drawn> drawn = LastFew.come(MOST);
  private @Nullable Eye eye; // of whose turn it is
  private long eyeOf = -1;

  private record Drawn(long run, long version, long at, String json) {}

  /// Pictures of what happens in a session.
  public Views(Session session) {
    this.session = session;
  }

  private static Map.Entry<String, List<String>> names(String view, String names) {
    return Map.entry(view, names.isEmpty() ? List.of() : List.of(names.split(" ", -1)));
  }

  /// The names of what a view can be asked; null if there is no such view.
  public static @Nullable List<String> names(String view) {
    return NAMES.get(view);
  }

  /// A picture as JSON that a person asked for; while a training runs it may be a fifth of a second
  /// old.
  ///
  /// @param name `curves`, `health`, `boundary`, `step`, `answer`, `check`, `network`, `units`,
  ///   `results`, `whatif`, `lessons` or `lab`
  /// @param query what is wanted of it, by name
  /// @return null if there is no such picture
  /// @throws SomaException for a query that makes no sense
  public @Nullable String json(String name, Map<String, String> query) throws InterruptedException {
    return json(name, query, new Work(session.account(), "", true));
  }

  /// A picture as JSON, in place of the one that its window waits for.
  ///
  /// @param work for it
  /// @return [#DROPPED] if its window waits for another one by now, or has gone; null if there is
  ///   no such picture
  /// @throws SomaException for a query that makes no sense
  public @Nullable String json(String name, Map<String, String> query, Work work)
      throws InterruptedException {
    String key = name + query;
    long asked = System.nanoTime();
    AtomicReference<@Nullable String> known = new AtomicReference<>();
    BooleanSupplier done =
        () -> {
          known.set(known(key, asked));
          return known.get() != null;
        };
    boolean picture = !BESIDE.contains(name);
    return switch (turns.begin(work, picture, () -> session.run().running(), done)) {
      case DROPPED -> DROPPED;
      case DONE -> known.get();
      case MINE -> drawn(work, name, key, query);
    };
  }

  /// A picture that was drawn and is not old.
  private @Nullable String known(String key, long asked) {
    Drawn old = drawn(key);
    return old != null && isFresh(old, asked) ? old.json : null;
  }

  private boolean isFresh(Drawn old, long asked) {
    boolean young = System.nanoTime() - old.at < FRESH || old.at - asked > 0;
    boolean newest = old.version == session.version() || (young && session.run().running());
    return newest && old.run == session.number();
  }

  private @Nullable Drawn drawn(String key) {
    synchronized (drawn) {
      return drawn.get(key);
    }
  }

  private @Nullable String drawn(Work work, String name, String key, Map<String, String> query) {
    try {
      Run run = session.run();
      long number = session.number();
      long version = session.version();
      long begun = System.nanoTime();
      Map<String, Object> data = data(name, new Query(query), run, number);
      String json = data == null ? null : JsonMapper.shared().writeValueAsString(data);
      if (json != null) {
        synchronized (drawn) {
          drawn.put(key, new Drawn(number, version, begun, json));
        }
      }
      return json;
    } finally {
      turns.end(work);
    }
  }

  /// The effect of another value of one parameter, as JSON; a person asked for it.
  ///
  /// @param asked `tensor`, `i` and `j`, from 0, and the `value`; `at`, as views take it, but of a
  ///   step that is kept
  /// @param work for it
  /// @return [#DROPPED] once all has been closed
  /// @throws SomaException.Usage E209 for a parameter that is not there
  public String whatIf(Map<String, ?> asked, Work work) throws InterruptedException {
    if (turns.begin(work, false, () -> session.run().running(), () -> false) != Turns.Turn.MINE) {
      return DROPPED;
    }
    try {
      Run run = session.run();
      Query query = Query.of(asked);
      Snapshot snapshot = new At(run.snapshots(), query).exactly();
      Entry entry = entry(query, snapshot);
      return JsonMapper.shared()
          .writeValueAsString(
              NetworkView.whatIf(
                  run.subject(), snapshot, entry, query.number("value"), run.running()));
    } finally {
      turns.end(work);
    }
  }

  /// A window has gone: nobody draws for it any more.
  public void leave(String window) {
    turns.leave(window);
  }

  private @Nullable Map<String, Object> data(String name, Query query, Run run, long number) {
    Snapshot snapshot = new At(run.snapshots(), query).nearest();
    int row = query.whole("row", 0);
    Map<String, Object> data =
        switch (name) {
          case "curves" -> CurvesView.of(run, session.earlier().runs());
          case "health" -> CurvesView.health(run);
          case "boundary" ->
              BoundaryView.of(
                  run.subject(),
                  snapshot,
                  eye(run, number),
                  query.text("x", ""),
                  query.text("y", ""),
                  query.whole("regions", 0) != 0);
          case "step" ->
              StepView.of(run.subject(), snapshot, run.snapshots().kept(), wish(run, query, row));
          case "answer" -> answer(query, run, snapshot, wish(run, query, row));
          case "check" -> check(query, run, snapshot, row);
          case "results" -> results(run, snapshot, query);
          case "whatif" -> whatIf(run, snapshot, row, query);
          case "network" ->
              NetworkView.of(
                  run.subject(), snapshot, run.snapshots().before(snapshot.when().step()), row);
          case "units" -> units(run, snapshot, query, eye(run, number));
          case "lessons", "lab" -> taught(name, query);
          default -> null;
        };
    if (data != null) {
      data.put("run", number);
      data.put("step", snapshot.when().step());
      data.put("at_epoch", snapshot.when().epoch());
      data.put("at_batch", snapshot.when().batch());
    }
    return data;
  }

  private static Map<String, Object> units(Run run, Snapshot snapshot, Query query, Eye eye) {
    UnitsView.Asked asked =
        new UnitsView.Asked(
            query.text("x", ""),
            query.text("y", ""),
            query.whole("layer", 2),
            query.text("what", "a"),
            query.whole("class", 0),
            query.whole("unit", 1));
    return UnitsView.of(run.subject(), snapshot, eye, asked);
  }

  private static Part part(Run run, Query query) {
    return Part.of(run.subject(), query.text("part", Part.NAMES.getFirst()));
  }

  private static Map<String, Object> whatIf(Run run, Snapshot snapshot, int row, Query query) {
    WhatIfView.Asked asked =
        new WhatIfView.Asked(
            row,
            query.text("set", ""),
            query.text("find", ""),
            query.whole("why", 0) != 0,
            run.running());
    return WhatIfView.of(run.subject(), snapshot, part(run, query), asked);
  }

  private static Map<String, Object> results(Run run, Snapshot snapshot, Query query) {
    ResultsView.Asked asked =
        new ResultsView.Asked(
            query.whole("target", 0), query.whole("true", -1), query.whole("said", -1));
    return ResultsView.of(run.subject(), snapshot, run.metric(), part(run, query), asked);
  }

  private static StepView.Wish wish(Run run, Query query, int row) {
    return new StepView.Wish(
        part(run, query), row, query.whole("hide", 0) == 1, query.whole("sums", 0) == 1);
  }

  private static Map<String, Object> answer(
      Query query, Run run, Snapshot snapshot, StepView.Wish wish) {
    int op = query.whole("op", 0);
    int blank = query.whole("blank", 0);
    boolean reveal = query.whole("reveal", 0) == 1;
    try {
      return AnswerView.of(
          run.subject(), snapshot, wish, op, blank, query.text("value", ""), reveal);
    } catch (IndexOutOfBoundsException e) {
      throw new SomaException.Usage(
          "E209", "no such blank · " + op + ", " + blank + ": " + e.getMessage(), "op 7, blank 0");
    }
  }

  private static Map<String, Object> check(Query query, Run run, Snapshot snapshot, int row) {
    Entry entry = entry(query, snapshot);
    return CheckView.of(run.subject(), snapshot, part(run, query), row, entry);
  }

  /// The number of a tensor that is meant: `tensor`, `i` and `j`, from 0.
  private static Entry entry(Query query, Snapshot snapshot) {
    return Entry.of(
        snapshot.parameters().groups(),
        query.text("tensor", ""),
        query.whole("i", 0),
        query.whole("j", 0));
  }

  /// What belongs to no run.
  private Map<String, Object> taught(String name, Query query) {
    return name.equals("lab")
        ? LabView.of(session.lessons(), LabSettings.of(query.values()), query.text("kind", ""))
        : LessonsView.of(
            session.lessons(),
            query.text("lesson", ""),
            query.seed("lesson_seed", 42),
            query.text("told", "").equals("true"));
  }

  private Eye eye(Run run, long number) {
    Eye there = eye;
    if (there == null || eyeOf != number) {
      if (there != null) {
        eye = null;
        there.close();
      }
      there = new Eye(run.spec());
      eye = there;
      eyeOf = number;
    }
    return there;
  }

  @Override
  public void close() {
    turns.close();
    if (eye != null) {
      eye.close();
      eye = null;
    }
  }
}
