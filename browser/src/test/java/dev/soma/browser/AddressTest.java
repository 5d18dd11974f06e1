package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.soma.eval.Metric;
import dev.soma.recipe.Fit;
import dev.soma.studio.Watch;
import dev.soma.studio.data.Problem;
import dev.soma.studio.data.Toys;
import dev.soma.studio.run.Settings;
import dev.soma.train.Execution;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The address holds what is looked at, and an address that is typed shows it again.
class AddressTest extends AtStudio {
  /// What is chosen, ticked and typed in the open view and of the speed.
  private static final String CHOSEN =
      """
      () => [...document.querySelectorAll('#view select, #view input, #speed')].filter(e => e.checkVisibility())
        .map(e => e.type === 'checkbox' ? e.checked : e.value).join(' | ')
      """;

  private static void opensAgain(Visitor v) {
    v.settle();
    String chosen = v.says(CHOSEN);
    String address = v.address();
    v.view("curves");
    v.at("#speed").selectOption("30");
    v.page().waitForCondition(() -> v.address().contains("speed=30"));
    v.settle();
    v.page().navigate("about:blank");
    v.page().navigate(address);
    v.reads("#status", "step ");
    v.page().waitForFunction("chosen => (" + CHOSEN + ")() === chosen", chosen);
    assertThat(v.address()).isEqualTo(address);
    assertThat(v.at("#strange").textContent()).isEmpty();
  }

  @Test
  void all_choices_of_a_view_and_the_speed_are_there_again() {
    Visitor v = visit(studio, settings("data", "blobs", "network", "4, 3"), "units");
    v.at("#speed").selectOption("2");
    v.page().getByLabel("Layer").selectOption("3");
    v.page().getByLabel("Shown").selectOption("delta");
    v.page().getByLabel("if the truth were").selectOption("C");
    v.page().getByLabel("Unit", new Page.GetByLabelOptions().setExact(true)).fill("3");
    v.press("Tab");
    v.page().waitForCondition(() -> v.address().contains("speed=2&"));
    opensAgain(v);
    v.view("boundary");
    v.page().getByText("add points").click();
    v.at("#view .bar .bar select").selectOption("B");
    opensAgain(v);
    v.view("network");
    v.at("#view [role=group]").first().focus();
    v.press("ArrowRight", "PageUp");
    opensAgain(v);
  }

  @Test
  void what_an_address_says_that_nobody_knows_is_told_and_the_rest_is_shown() {
    String more = "&look.what=hue&look.layer=9&look.old=1&speed=fast";
    Visitor v = visit(address(studio, settings(), "units") + more);
    v.reads("#strange", "look.what=hue, expected z or a or slope or delta: a is shown");
    v.reads("#strange", "look.old");
    v.reads("#strange", "speed=fast");
    v.reads("#strange", "look.layer=9");
    v.reads("#view h2 >> nth=0", "Unit 1 of 1 of a(3)");
    v.settle();
    assertThat(v.address()).doesNotContain("hue", "old", "fast").contains("look.layer=3");
    v.view("health");
    assertThat(v.at("#strange").textContent()).isEmpty();
    v.page().navigate(address(studio, settings(), "weather"));
    v.reads("#strange", "view=weather");
    v.page().navigate(address(studio, settings(), "boundary") + "&look.hinges=maybe");
    v.reads("#strange", "look.hinges=maybe, expected 0 or 1: 1 is shown");
    for (String view : List.of("whatif", "step", "network")) {
      v.page().navigate(address(studio, settings(), view) + "&look.row=999999");
      v.reads("#strange", "look.row=999999, expected a number of 1 to 28, the training rows: 28");
    }
    v.page().navigate(address(studio, settings("rows", 90), "whatif") + "&look.row=50");
    v.reads("#view", "Row 50 of 63 training rows");
    assertThat(v.at("#strange").textContent()).as("it is a row of the run that begins").isEmpty();
    v.page().navigate(address(studio, settings(), "whatif") + "&look.set=zz&next.foo=1");
    v.reads("#strange", "look.set=zz, expected columns and values such as {\"age\":30}: the row");
    v.reads("#strange", "Not taken from the address: next.foo; look.");
    v.page().navigate(address(studio, settings(), "curves") + "&look.hide=77&look.show=x");
    v.reads("#strange", "look.hide=77, there is no earlier run; look.show=x, there is no");
    v.page().navigate(address(studio, settings(), "boundary") + "&next.points=zz");
    v.reads("#strange", "next.points=zz, expected classes and places such as A0.5_-0.25*B1_0.3.");
    v.settle();
    assertThat(v.at("#view .legend").textContent()).doesNotContain("your own");
    String said = v.address().substring(v.address().indexOf('#')); // the port may have a 77
    assertThat(said).doesNotContain("999999", "zz", "77", "next");
    v.page().navigate(address(studio, settings(), "lessons") + "&look.lesson=zorp&look.seed=many");
    v.reads("#strange", "Not taken from the address: ");
    v.reads("#strange", "look.lesson=zorp, expected xor or zero-init or ");
    v.reads("#strange", "approximate: the list is shown");
    v.reads("#strange", "look.seed=many, expected a whole number: 42 is shown");
    v.reads("#view article", "Each has one idea");
    v.settle();
    assertThat(v.address()).doesNotContain("zorp", "many");
  }

  @Test
  void a_page_that_only_looks_says_that_it_takes_neither_speed_nor_settings() throws Exception {
    try (Watch watch = Watch.open("a run", 0)) {
      Settings s = settings("epochs", 2);
      Problem rows = Problem.own("a run", Toys.table("moons", 40, 0.1, 3), 3);
      watch.next(rows.preparation(), s.spec(rows), s.config(rows), Metric.LOG_LOSS);
      Fit.train(
          rows.preparation(),
          s.spec(rows),
          s.config(rows),
          Metric.LOG_LOSS,
          Map.of(),
          Execution.standard(),
          watch);
      Visitor v = visit(address(watch.url(), s, "curves") + "&speed=2");
      v.reads("#strange", "the settings of a run, the terminal trains what is shown");
      v.reads("#strange", "speed=2, the terminal trains at its own");
      v.settle();
      assertThat(v.address()).doesNotContain("speed", "epochs");
      v.leave();
    }
  }
}
