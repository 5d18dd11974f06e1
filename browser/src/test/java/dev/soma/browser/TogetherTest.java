package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.soma.studio.Studio;
import dev.soma.studio.run.Settings;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Several browsers at one server, and addresses that are handed on.
class TogetherTest extends AtStudio {
  private static int step(Visitor v) {
    return Integer.parseInt(v.at("#status").textContent().replaceAll("(?s).*step (\\d+).*", "$1"));
  }

  @Test
  void two_browsers_see_the_same_run() {
    Settings s = settings("seed", 3);
    Visitor one = visit(studio, s, "curves");
    Visitor other = visitApart(address(studio, s, "boundary"));
    other.reads("#status", "step ");
    other.settle();
    one.press("e", "b");
    other.reads("#status", "step 3 ");
    one.reads("#status", "step 3 ");
    other.press("e");
    one.reads("#status", "step 4 ");
    one.reads("#status", "epoch 2 of");
    other.reads("#status", one.at("#status").textContent());
    other.at("[name=network]").fill("5, 2");
    other.press("Enter");
    one.reads("#status", "step 0 ");
    assertThat(one.at("[name=network]").inputValue()).isEqualTo("5, 2");
    assertThat(one.address()).contains("network=5%2C+2", "view=curves");
    one.reads("#others", "Another window has begun another run: network 5, 2. The one");
    one.reads("#others", "was here ended at epoch 2, step 4.");
    one.reads("#shows", "2 windows look at it");
    assertThat(other.at("#others").isVisible()).isFalse();
    one.audit("a run that another window has begun");
    one.at("#others >> text=Begin that one again").click();
    other.reads("#others", "Another window has begun another run: network 3.");
    assertThat(one.at("#others").isVisible()).isFalse();
    assertThat(other.at("[name=network]").inputValue()).isEqualTo("3");
    other.leave();
    PlaywrightAssertions.assertThat(one.at("#shows")).not().containsText("windows");
  }

  @Test
  void a_run_that_goes_on_is_replaced_by_an_address_only_if_a_person_asks() {
    Visitor first = visit(studio, settings("seed", 5, "epochs", 100_000), "boundary");
    first.at("#play").click();
    first.reads("#play", "Pause");
    Settings wanted = settings("seed", 6, "network", "4");
    Visitor second = visitApart(address(studio, wanted, "curves") + "&speed=2");
    second.reads("#others", "The address asks for another run: ");
    second.reads("#others", "network 4");
    second.reads("#others", "speed 2. This one");
    second.reads("#others", "This one runs at epoch ");
    second.reads("#others", "and another window looks at it");
    second.reads("#play", "Pause");
    second.at("#others >> text=Keep this one").click();
    assertThat(second.at("#others").isVisible()).isFalse();
    assertThat(second.at("[name=network]").inputValue()).isEqualTo("3");
    int then = step(first);
    first.page().waitForCondition(() -> step(first) > then); // nobody ended it
    second.page().evaluate("location.hash = location.hash.replace('seed=5', 'seed=7')");
    second.reads("#others", "The address asks for another run: seed 7");
    second.at("#others >> text=Keep this one").click();
    second.page().evaluate("location.hash = location.hash.replace('speed=30', 'speed=2')");
    second.reads("#strange", "speed=2, a run goes on: 30 epochs a second stays");
    Visitor third = visitApart(address(studio, wanted, "curves") + "&speed=10");
    third.at("#others >> text=Begin the run of the address").click();
    first.reads("#others", "Another window has begun another run: ");
    third.reads("#status", "step 0 ");
    assertThat(third.at("[name=network]").inputValue()).isEqualTo("4");
    assertThat(third.at("#speed").inputValue()).isEqualTo("10");
  }

  @Test
  void a_browser_that_leaves_does_not_stop_the_run() {
    Settings s = settings("epochs", 100_000);
    Visitor stays = visit(studio, s, "boundary");
    Visitor leaves = visit(studio, s, "curves");
    leaves.at("#play").click();
    stays.reads("#play", "Pause");
    leaves.leave();
    int then = step(stays);
    stays.page().waitForCondition(() -> step(stays) > then + 10);
    stays.at("#play").click();
    stays.reads("#play", "Start");
    stays.settle();
  }

  @Test
  void an_address_of_another_version_is_refused_in_one_clear_line() {
    Visitor v = visit(studio.url() + "#v=2&data=moons&depth=7").mayBeRefused();
    v.reads("#error", "error E290 settings of version 2 · this page reads version 1");
    v.reads("#error", "fix: open the page without what follows # in its address");
    v.reads("#status", "step ");
    Visitor unknown = visit(studio.url() + "#v=1&depth=7").mayBeRefused();
    unknown.reads("#error", "error E290 setting \"depth\" is not known");
    Visitor formula =
        visit(studio.url() + "#v=1&data=moons&rows=60&formula=((&gives=zz").mayBeRefused();
    formula.reads("#about", "42 training");
    formula.reads("#error", "error E209 Gives \"zz\" · expected numbers or classes");
    formula.reads("#error", "this set does not use it");
    formula.at("[name=data]").selectOption("formula");
    formula.reads("#shows", "on formula");
    assertThat(formula.at("[name=gives]").inputValue()).isEqualTo("numbers");
    assertThat(formula.at("#error").isVisible()).isFalse();
  }

  @Test
  void an_address_brings_the_same_run_back_and_disturbs_none() {
    Settings s = settings("data", "circles", "optimizer", "momentum", "seed", 11);
    Visitor v = visit(studio, s, "step");
    v.press("b", "b");
    v.reads("#view", "after step 2,");
    v.settle();
    String address = v.address();
    Visitor again = visit(address);
    again.reads("#view", "after step 2,");
    again.settle();
    assertThat(again.address()).isEqualTo(address);
    String digits = v.at("#view .step").textContent();
    assertThat(again.at("#view .step").textContent()).isEqualTo(digits);
    again.press("r");
    again.reads("#status", "step 0 ");
    try (Studio elsewhere = open()) {
      Visitor third = visit(address.replace(studio.url(), elsewhere.url()));
      third.reads("#about", Pattern.compile("28 training"));
      third.settle();
      third.press("b", "b");
      third.reads("#view", "after step 2,");
      third.settle();
      assertThat(third.at("#view .step").textContent()).isEqualTo(digits);
      third.leave();
    }
  }
}
