package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import dev.soma.data.Table;
import dev.soma.studio.data.OwnPoints;
import dev.soma.studio.data.Problem;
import dev.soma.studio.data.Toys;
import dev.soma.studio.run.Run;
import dev.soma.studio.run.Settings;
import dev.soma.studio.share.Allowance;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.Backpropagation;
import dev.soma.trace.ReferenceParameters;
import dev.soma.trace.Rows;
import dev.soma.trace.text.Detail;
import dev.soma.trace.text.TraceText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What a person does on the page, and what the same training says in Java.
class TrainingTest extends AtStudio {
  private static final Pattern COSTS =
      Pattern.compile("J over all \\d+ training rows: (\\S+) → (\\S+)\\. True change ΔJ = (\\S+);");
  private static final Pattern WEIGHT = Pattern.compile("W\\((\\d)\\)\\[(\\d+), (\\d+)\\]");

  /// The training that the page should show, after so many steps.
  private static Run run(Settings s, int steps) throws InterruptedException {
    Table rows = Toys.table(s.data(), s.rows(), s.noise(), s.seed());
    Problem problem = Problem.toy(s.data(), rows, OwnPoints.parse(s.points()), s.seed());
    Run run = new Run(problem, s, Allowance.page(), () -> {});
    for (int i = 0; i < steps; i++) {
      run.control("batch");
      assertThat(run.awaitHeld(InChromium.PATIENCE)).isTrue();
    }
    return run;
  }

  @Test
  void xor_is_learned_to_the_last_row() {
    Settings s = settings("network", "6", "rows", 80, "noise", 0.05, "lr", 0.05, "epochs", 200);
    Visitor v = visit(studio, s, "boundary");
    v.at("[name=data]").selectOption("xor");
    v.page().waitForURL(Pattern.compile("data=xor"));
    v.at("#speed").selectOption("0");
    v.at("#play").click();
    v.reads("#status", "ended");
    v.reads("#view", "training: 0 of 56 wrong, validation: 0 of 24 wrong.");
    assertThat(v.at("#play").textContent()).isEqualTo("Again");
  }

  @Test
  void what_ended_a_run_stays_on_the_page_and_its_curves_are_read_by_keys() {
    Settings s =
        settings("data", "sine", "network", "none", "optimizer", "sgd", "lr", 2.2, "epochs", 300);
    Visitor v = visit(studio, s.with(Map.of("v", 1, "batch", 1000)), "curves");
    v.at("#speed").selectOption("0");
    v.at("#play").click();
    v.reads("#error", "error E601 diverged · epoch ");
    v.reads("#view", "On a logarithmic axis 0 has no place");
    v.at("#speed").selectOption("30");
    v.view("boundary");
    v.view("curves");
    v.reads("#error", "error E601 diverged · epoch ");
    v.at("#view .picture").first().focus();
    v.press("Home", "ArrowRight", "ArrowRight", "ArrowLeft");
    v.reads("#view .cursor >> nth=0", Pattern.compile("^epoch 1: J \\d"));
    v.reads("#view .cursor >> nth=1", Pattern.compile("^epoch 1: training .* · validation \\d"));
    assertThat(v.address()).contains("look.epoch=1");
    assertThat(v.at("#view .picture").first().evaluate("e => getComputedStyle(e).outlineStyle"))
        .isEqualTo("solid");
    v.press("Escape");
    v.reads("#view .cursor >> nth=0", "Left and right read the curves");
    v.press("r");
    v.page().waitForCondition(() -> !v.at("#error").isVisible());
    v.reads("#view .runs", "the same settings");
    v.reads("#view .legend >> nth=0", "validation loss (the same settings)");
    v.at("#view .runs input").first().uncheck();
    v.page().waitForCondition(() -> !v.at("#view .legend").first().textContent().contains("same"));
    assertThat(v.address()).contains("look.hide=");
  }

  @Test
  void every_digit_of_a_step_is_that_of_the_trace_forwards_and_back_in_time() throws Exception {
    Settings s = settings("data", "blobs", "l2", 0.01, "batch", 8);
    try (Run run = run(s, 3)) {
      Visitor v = visit(studio, s, "step");
      Locator row = v.page().getByLabel("Row", new Page.GetByLabelOptions().setExact(true));
      row.fill("6");
      row.press("Enter");
      v.reads("#view", "Row 6 of 28 training rows");
      row.blur();
      for (int step = 1; step <= 3; step++) {
        v.at("#batch").click();
        v.reads("#view", "after step " + step + ",");
        shows(v, run, step);
      }
      Locator time = v.at("#view input[type=range]").first();
      for (int[] pressed : new int[][] {{0}, {1}, {2}}) {
        time.press(pressed[0] == 0 ? "Home" : "ArrowRight");
        v.reads("#view", "after step " + pressed[0] + ",");
        shows(v, run, pressed[0]);
      }
      time.press("End");
      v.reads("#view", "after step 3, batch 3 of epoch 1 (now)");
      shows(v, run, 3);
    }
  }

  /// Keeps what the server tells of the training while `window.late` is a list.
  private static final String LATE =
      """
      const Told = EventSource;
      window.EventSource = class extends Told {
        addEventListener(type, hear) {
          super.addEventListener(type, e => (window.late ? late.push(() => hear(e)) : hear(e)));
        }
      };
      """;

  @Test
  void the_past_stays_in_view_when_a_step_is_told_of_after_it_was_drawn() {
    BrowserContext context = InChromium.fresh();
    context.addInitScript(LATE);
    Visitor v = visit(context, address(studio, settings(), "step"));
    v.reads("#view", "after step 0,");
    v.at("#batch").click();
    v.reads("#view", "after step 1,");
    v.settle();
    v.says("() => { window.late = []; }");
    v.at("#batch").click();
    v.page().waitForFunction("() => late.length > 0");
    v.page().getByText("sums of products").click();
    v.reads("#view", "after step 2,");
    v.at("#view input[type=range]").first().press("Home");
    v.reads("#view", "after step 0,");
    v.page().waitForFunction("() => { late.forEach(tell => tell()); return late.length > 0; }");
    v.settle();
    assertThat(v.at("#view").textContent()).contains("after step 0,");
  }

  @Test
  void the_status_line_tells_of_a_step_that_is_drawn_before_it_is_told_of() {
    BrowserContext context = InChromium.fresh();
    context.addInitScript(LATE);
    Visitor v = visit(context, address(studio, settings("seed", 77), "step"));
    v.reads("#view", "after step 0,");
    v.settle();
    v.says("() => { window.late = []; }");
    v.says(
        """
        () => fetch('/api/run', { method: 'POST', headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ action: 'epoch' }) }).then(r => r.text())
        """);
    v.page().getByText("sums of products").click();
    v.reads("#view", "after step 2, end of epoch 1 (now)");
    assertThat(v.at("#status").textContent()).startsWith("epoch 1 of 1000 · step 2 ");
    assertThat(v.says("() => late.length > 0")).isEqualTo("true");
    v.page().waitForFunction("() => { late.forEach(tell => tell()); return late.length > 0; }");
    v.settle();
    assertThat(v.at("#status").textContent()).startsWith("epoch 1 of 1000 · step 2 ");
  }

  @Test
  void predictions_of_a_step_stay_while_the_training_runs_on() {
    Visitor v = visit(studio, settings("data", "xor", "epochs", 100000), "step");
    v.at("#batch").click();
    v.reads("#view", "after step 1,");
    v.page().getByText("predict, then reveal").click();
    v.reads("#view", "Results are hidden");
    v.page().getByLabel("reveal operation 5").click();
    v.reads("#view", "3 revealed");
    String said = v.at("#view p[role=status]").textContent();
    v.at("#speed").selectOption("30"); // so that step 1 is still kept
    v.at("#play").click();
    v.reads("#status", Pattern.compile("epoch [1-9]"));
    v.at("#play").click();
    v.settle();
    v.reads("#view", "after step 1,");
    assertThat(v.at("#view p[role=status]").textContent()).isEqualTo(said);
    assertThat(v.at(".step .shown").count()).isPositive();
  }

  /// Fails unless all parts of the trace of row 6 stand in the panel, in their order and with all
  /// their digits.
  private static void shows(Visitor v, Run run, int step) {
    v.settle();
    BackpropTrace trace =
        run.subject()
            .trace(ReferenceParameters.of(run.snapshots().at(step).parameters()), 5)
            .withUpdate(run.config().optimizer().rate())
            .withCheck("W1", 0, 0);
    List<String> pieces = new ArrayList<>();
    for (TraceText.Part part : TraceText.parts(trace, Detail.DEFAULT)) {
      pieces.add(part.formula());
      pieces.add(part.shape());
      pieces.add(part.value());
      pieces.addAll(part.notes());
    }
    pieces.replaceAll(p -> p.replaceAll("\\s", ""));
    pieces.removeIf(String::isEmpty);
    String panel = v.at("#view .step").textContent().replaceAll("\\s", "");
    assertThat(pieces).hasSizeGreaterThan(20);
    assertThat(panel).containsSubsequence(pieces);
    assertThat(v.at("#view pre").first().textContent())
        .isEqualTo(TraceText.text(trace, Detail.DEFAULT));
  }

  @Test
  void operations_are_walked_through_one_by_one_and_back() {
    Visitor v = visit(studio, settings(), "step");
    v.page().getByText("operation ▶").click();
    String first = v.at(".step .now").first().textContent();
    v.page().getByText("operation ▶").click();
    v.page().getByText("operation ▶").click();
    assertThat(v.at(".step .now").first().textContent()).isNotEqualTo(first);
    v.at(".step").focus();
    v.press("ArrowUp", "ArrowUp");
    assertThat(v.at(".step .now").first().textContent()).isEqualTo(first);
  }

  @Test
  void a_table_of_ones_own_is_loaded_and_a_bad_one_is_refused_with_a_fix() {
    Visitor v = visit(studio, settings(), "boundary").mayBeRefused();
    v.page().getByText("A table of your own").click();
    load(v, "bad.csv", "height,kind\n1,small\n2,tall\n", "kid");
    v.reads(
        "#error",
        Pattern.compile("error E310 no column \"kid\".*fix: Target: kind", Pattern.DOTALL));
    StringBuilder text = new StringBuilder("height,colour,width,kind\n");
    for (int i = 0; i < 100; i++) {
      text.append(i % 13).append(i % 2 == 0 ? ",red," : ",blue,").append(i % 17);
      text.append(i % 13 > 6 ? ",tall\n" : ",small\n");
    }
    load(v, "plants.csv", text.toString(), "kind");
    v.reads("#about", "70 training, 15 validation rows");
    v.reads("#view", "kind = tall");
    assertThat(v.at("#error").isVisible()).isFalse();
    assertThat(v.at("[name=data]").inputValue()).isEqualTo("own");
    v.press("1");
    v.settle();
    v.page().getByText("The points, as a table").click();
    v.page()
        .waitForCondition(
            () ->
                v.at("#view th").allTextContents().containsAll(List.of("height", "width", "kind")));
  }

  private static void load(Visitor v, String name, String text, String target) {
    v.at("#file")
        .setInputFiles(new FilePayload(name, "text/csv", text.getBytes(StandardCharsets.UTF_8)));
    v.at("#target").fill(target);
    v.at("#load").click();
  }

  @Test
  void a_weight_is_dragged_and_j_changes_as_the_reference_engine_says() throws Exception {
    Settings s = settings("lr", 0.1);
    try (Run run = run(s, 2)) {
      Visitor v = visit(studio, s, "network");
      v.press("b", "b");
      v.reads("#status", "step 2 ");
      v.settle();
      String before = v.says("() => fetch('/api/view/network').then(r => r.text())");
      drag(v);
      Matcher weight = match(WEIGHT, v, "#view");
      double value = Double.parseDouble(v.page().getByLabel("value to try").inputValue());
      ReferenceParameters p = ReferenceParameters.of(run.snapshots().at(2).parameters());
      var group = p.group("W" + weight.group(1));
      int index =
          group.offset()
              + (number(weight.group(2)) - 1) * group.cols()
              + number(weight.group(3))
              - 1;
      assertThat(Math.abs(value - p.get(index))).isGreaterThan(0.1);
      Rows rows = run.subject().rows(0, 1000);
      double j = Backpropagation.cost(p, run.subject().cost(), rows).total();
      double after = Backpropagation.cost(p.with(index, value), run.subject().cost(), rows).total();
      Matcher costs = match(COSTS, v, "#view");
      assertThat(decimal(costs.group(1))).isCloseTo(j, Offset.offset(1e-6));
      assertThat(decimal(costs.group(2))).isCloseTo(after, Offset.offset(1e-6));
      assertThat(decimal(costs.group(3))).isCloseTo(after - j, Offset.offset(1e-6));
      assertThat(v.says("() => fetch('/api/view/network').then(r => r.text())"))
          .as("the training is not touched")
          .isEqualTo(before);
    }
  }

  /// Finds an edge with the pointer, and pulls it up.
  private static void drag(Visitor v) {
    Locator canvas = v.at("#view canvas").first();
    AtomicReference<BoundingBox> there = new AtomicReference<>();
    v.page()
        .waitForCondition( // it may be painted anew just now
            () -> {
              there.set(canvas.boundingBox());
              return there.get() != null;
            });
    BoundingBox box = there.get();
    double x = box.x + 0.35 * box.width;
    double y = box.y + 40;
    Mouse mouse = v.page().mouse();
    do {
      y += 3;
      assertThat(y).as("an edge under the pointer").isLessThan(box.y + box.height);
      mouse.move(x, y);
    } while (!v.at("#tip").isVisible());
    mouse.down();
    mouse.move(x, y - 15);
    mouse.move(x, y - 40);
    mouse.up();
    v.settle();
  }

  private static Matcher match(Pattern pattern, Visitor v, String selector) {
    v.reads(selector, pattern);
    Matcher m = pattern.matcher(v.at(selector).textContent());
    assertThat(m.find()).isTrue();
    return m;
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static double decimal(String text) {
    return Double.parseDouble(text.replace('−', '-'));
  }
}
