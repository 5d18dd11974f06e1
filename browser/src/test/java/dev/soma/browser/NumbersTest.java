package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers of any size can be read on the page: in its lists, and at the axes of its pictures.
class NumbersTest extends AtStudio {
  /// Notes of each text that is written on a large canvas where it begins and ends.
  private static final String NOTED =
      """
      window.written = [];
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function(text, x, y, most) {
        const wide = Math.min(this.measureText(text).width, most ?? Infinity);
        const left = this.textAlign === 'right' ? x - wide : this.textAlign === 'center' ? x - wide / 2 : x;
        const right = parseFloat(this.canvas.style.width) - left - wide;
        const level = this.getTransform().b === 0;
        if (level && this.canvas.clientHeight !== 16) written.push([String(text), left, right]);
        return write.apply(this, arguments);
      };
      """;

  private static Visitor load(Visitor v, IntFunction<String> y) {
    return loadRows(v, i -> i % 13 + "," + y.apply(i));
  }

  private static Visitor loadRows(Visitor v, IntFunction<String> row) {
    v.reads("#status", "step ");
    v.settle();
    String rows =
        IntStream.range(0, 100).mapToObj(row).collect(Collectors.joining("\n", "a,price\n", "\n"));
    v.page().getByText("A table of your own").click();
    v.at("#file")
        .setInputFiles(new FilePayload("y.csv", "text/csv", rows.getBytes(StandardCharsets.UTF_8)));
    v.at("#load").click();
    v.reads("#about", "70 training, 15 validation rows");
    v.settle();
    return v;
  }

  @ParameterizedTest
  @CsvSource({"1700000000, 1000", "0, 1e-30", "-3e7, 12345.678"})
  void labels_of_axes_are_whole_and_no_two_are_alike(double from, double unit) {
    BrowserContext context = InChromium.fresh();
    context.addInitScript(NOTED);
    Visitor v = visit(context, address(studio, settings(), "boundary"));
    load(v, i -> "" + (from + unit * (i % 13) + unit * i / 50));
    for (String view : new String[] {"boundary", "results"}) {
      v.says("() => { written = []; }");
      v.view(view);
      List<?> written = (List<?>) v.page().evaluate("() => written");
      assertThat(written).hasSizeGreaterThan(5);
      for (Object each : written) {
        List<?> text = (List<?>) each;
        assertThat(((Number) text.get(1)).doubleValue()).as("left of %s", text).isNotNegative();
        assertThat(((Number) text.get(2)).doubleValue()).as("right of %s", text).isNotNegative();
      }
    }
    List<?> ticks =
        (List<?>)
            v.page()
                .evaluate(
                    "([a, b]) => import('/axes.js').then(m => m.ticks(a, b).map(t => t.text))",
                    List.of(from - unit, from + 14 * unit));
    assertThat(ticks).hasSizeGreaterThan(2).doesNotHaveDuplicates();
  }

  @Test
  void a_list_of_prices_has_all_their_digits() {
    Visitor v = load(visit(studio, settings(), "results"), i -> "" + (253_417 + 1013 * (i % 13)));
    v.reads("#view", "15 rows, largest residual first");
    List<String> lists = v.at("#view td:nth-child(4)").allTextContents();
    assertThat(lists).hasSize(15).allMatch(t -> (Integer.parseInt(t) - 253_417) % 1013 == 0);
    v.at("#view .residuals summary").click();
    v.at("#view .residuals td").first().waitFor();
    assertThat(v.at("#view .residuals td:nth-child(3)").allTextContents())
        .hasSize(15)
        .allMatch(t -> t.matches("\\d{6}(\\.\\d{2})?"));
    v.view("whatif");
    v.reads("#view", Pattern.compile("It says \\d{6}(\\.\\d{2})?\\."));
  }

  @Test
  void residuals_far_away_stand_at_the_edge_and_are_counted() {
    Visitor v = visit(studio, settings("init", "constant(0)"), "results");
    load(v, i -> i % 25 == 3 ? "1e12" : "" + i % 6);
    v.at("#view select").first().selectOption("training");
    v.reads("#view .residuals", Pattern.compile("at the edge: [1-4] of 70 points far beyond"));
    v.at("#view .residuals [role=application]").focus();
    v.press("ArrowRight");
    v.reads("#view .residuals", "Row ");
  }

  @Test
  void every_bias_of_the_widest_layer_that_is_drawn_is_named_below_the_one_before() {
    BrowserContext context = InChromium.fresh();
    context.addInitScript(NOTED.replace("left, right]", "y]"));
    Visitor v = visit(context, address(studio, settings("network", "64"), "network"));
    v.reads("#status", "step ");
    v.settle();
    List<?> tops =
        (List<?>)
            v.page()
                .evaluate(
                    "() => [...new Map(written.filter(t => t[0].startsWith('b(1)'))).values()]");
    assertThat(tops).hasSize(64);
    for (int i = 1; i < 64; i++) {
      assertThat(((Number) tops.get(i)).doubleValue() - ((Number) tops.get(i - 1)).doubleValue())
          .isGreaterThanOrEqualTo(11);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {900, 1400})
  void names_of_biases_do_not_run_into_each_other_where_layers_are_near(int wide) {
    BrowserContext context = InChromium.fresh();
    context.addInitScript(NOTED.replace("left, right]", "left, left + wide, y]"));
    String address =
        address(studio, settings("network", "64, 64, 64, 64, 64", "bias", 0.25), "network");
    Visitor v = visit(context, address + "&look.pick=b(2)[40]");
    v.page().setViewportSize(wide, 900);
    v.reads("#status", "step ");
    v.settle();
    v.says("() => { written = []; }");
    v.page().getByLabel("Edges show the").selectOption("gradient");
    v.settle();
    v.reads("#view", "only the 12 largest biases are named");
    assertThat(v.says("() => written.filter(t => t[0].startsWith('b(2)')).length"))
        .as("the largest and the chosen one, with their names where there is room for them")
        .isEqualTo(wide > 1000 ? "13" : "0");
    assertThat(v.says("() => written.filter(t => t[0] === '0.25').length"))
        .isEqualTo(wide > 1000 ? "0" : "61");
    assertThat(v.at("#view").textContent().contains("there are values alone"))
        .isEqualTo(wide < 1000);
    String meet =
        """
        () => written.flatMap((s, i) => written.slice(i + 1).filter(t => Math.abs(s[3] - t[3]) < 10 && s[1] < t[2] && t[1] < s[2])
          .map(t => s[0] + ' meets ' + t[0])).join()
        """;
    assertThat(v.says(meet)).isEmpty();
    assertThat(v.at("#view canvas").first().boundingBox().width)
        .isEqualTo(
            Double.parseDouble(
                v.says("() => parseFloat(view.querySelector('canvas').style.width)")));
  }

  @Test
  void rows_without_a_place_in_the_picture_are_counted() {
    Visitor v = visit(studio, settings(), "boundary");
    loadRows(v, i -> (i % 13 == 5 ? "" : i % 13) + "," + i % 11);
    v.reads("#view", Pattern.compile("Not drawn: \\d of 70 training rows without a value of a"));
    v.page().getByText("The points, as a table").click();
    v.reads("#view", "no value");
  }

  @Test
  void a_table_of_points_says_how_many_it_leaves_out() {
    Visitor v = visit(studio, settings("rows", 500), "boundary");
    v.page().getByText("The points, as a table").click();
    v.reads("#view", "50 more points left out");
  }
}
