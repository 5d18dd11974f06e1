package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The page without a mouse, and every control of it pressed once.
class KeyboardTest extends AtStudio {
  /// Numbers what can be reached by Tab, and gives how many there are.
  private static final String REACHABLE =
      """
      () => [...%s.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility())
        .map((e, i) => { e.dataset.nr = i; return i; }).length
      """;

  private static final String FOCUSED =
      """
      () => { const e = document.activeElement; const s = getComputedStyle(e); const nr = e.dataset.nr ?? '';
        delete e.dataset.nr; return [nr, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0,
          e.id || e.name || e.textContent.slice(0, 30)]; }
      """;

  @Test
  void tab_reaches_every_control_and_shows_where_it_is() {
    Visitor v = visit(studio, settings(), "boundary");
    walk(v, "document");
    for (Locator tab : v.tabs()) {
      tab.click();
      v.settle();
      walk(v, "document.getElementById('view')");
    }
  }

  /// Presses Tab, from where the focus is, until all controls of a part of the page had it.
  private static void walk(Visitor v, String part) {
    int all = ((Number) v.page().evaluate(REACHABLE.formatted(part))).intValue();
    Set<Integer> reached = new LinkedHashSet<>();
    for (int i = 0; i < all + 20 && reached.size() < all; i++) {
      v.press("Tab");
      List<?> focused = (List<?>) v.page().evaluate(FOCUSED);
      if (!"".equals(focused.getFirst())) {
        reached.add(Integer.valueOf("" + focused.getFirst()));
        assertThat(focused.get(1)).as("focus is seen on %s", focused.get(2)).isEqualTo(true);
      }
    }
    assertThat(reached)
        .as("controls of %s at %s", part, v.page().url())
        .containsAll(IntStream.range(0, all).boxed().toList());
  }

  @Test
  void a_run_is_set_trained_and_looked_at_by_keys_alone() {
    Visitor v = visit(studio, settings("data", "circles", "epochs", 100_000), "boundary");
    v.press("Tab");
    v.reads("*:focus", "Skip to the picture");
    v.press("Enter");
    assertThat(v.says("() => document.activeElement.id")).isEqualTo("view");
    assertThat(v.page().url()).as("the settings stay in the address").contains("data=circles");
    v.press("b");
    v.reads("#status", "step 1 ");
    v.press("e");
    v.reads("#status", "epoch 1 of");
    v.press("Space");
    v.reads("#play", "Pause");
    v.press("Space");
    v.reads("#play", "Start");
    v.press("r");
    v.reads("#status", "step 0 ");
    v.press("3");
    assertThat(v.says("() => document.activeElement.dataset.view")).isEqualTo("step");
    v.press("ArrowRight");
    String view = v.says("() => document.activeElement.dataset.view");
    assertThat(v.page().url()).contains("view=" + view);
    v.press("ArrowLeft", "ArrowLeft");
    assertThat(v.says("() => document.activeElement.dataset.view")).isEqualTo("curves");
    v.at("[name=network]").focus();
    v.press("ControlOrMeta+a");
    v.page().keyboard().type("2, 2");
    v.press("Enter");
    v.page().waitForCondition(() -> v.page().url().contains("network=2%2C+2"));
    v.reads("#about", "Dense(2");
  }

  @Test
  void a_ring_walks_over_every_picture_and_what_is_there_is_said() {
    Visitor v = visit(studio, settings("data", "blobs", "activation", "relu"), "boundary");
    v.press("e");
    v.reads("#status", "epoch 1 of");
    v.settle();
    v.at("#view .ringed").focus();
    v.press("ArrowRight");
    v.reads(
        "#view .cursor", Pattern.compile("x1 = .+, x2 = .+: y = [ABC], probability 0\\.\\d\\d"));
    String before = v.at("#view .cursor").textContent();
    v.press("Shift+ArrowUp");
    assertThat(v.at("#view .cursor").textContent()).isNotEqualTo(before);
    assertThat(v.at("#view .ring").isVisible()).isTrue();
    v.press("Escape");
    assertThat(v.at("#view .ring").isVisible()).isFalse();
    v.view("health");
    v.at("#view .ringed").focus();
    v.press("Home", "Home", "ArrowUp");
    v.reads("#view .cursor", Pattern.compile("Epoch 0, a\\(2\\): \\S+ % of the units dead, on 28"));
    v.press("End");
    v.reads("#view .cursor", "Epoch 1, a(2)");
  }

  @Test
  void units_are_chosen_and_looked_at_closely_by_keys() {
    Visitor v = visit(studio, settings("network", "3, 2"), "units");
    v.at("#view .units [tabindex='0']").focus();
    v.press("ArrowRight", "ArrowRight");
    v.settle();
    v.reads("#view h2 >> nth=0", "Unit 3 of 3 of a(2)");
    assertThat(v.says("() => document.activeElement.ariaPressed")).isEqualTo("true");
    v.press("b");
    v.reads("#status", "step 1 ");
    v.settle();
    assertThat(v.says("() => document.activeElement.textContent")).contains("unit 3");
    assertThat(v.address()).contains("look.unit=3");
    v.at("#view .ringed").first().focus();
    v.press("Home", "Home", "PageDown", "PageDown");
    v.unfold();
    String said = v.at("#view .cursor").first().textContent();
    String corner = v.at("#view td").nth(7 * 9 + 1).textContent();
    assertThat(said).as("the lower left of the table").endsWith("a = " + corner);
    v.at("#view .ringed").nth(1).focus();
    v.press("End", "End");
    v.reads(
        "#view",
        Pattern.compile("z from \\S+ to \\S+: \\d+ of 28 rows; in the middle f\\(z\\) = "));
  }

  @Test
  void no_control_of_any_view_makes_a_script_throw() {
    Visitor v = visit(studio, settings("activation", "relu"), "boundary").mayBeRefused();
    v.press("e", "b");
    v.reads("#status", "step 3 ");
    for (Locator tab : v.tabs()) {
      tab.click();
      v.settle();
      for (ElementHandle e : v.page().querySelectorAll("#view summary, #view button")) {
        e.dispatchEvent("click");
      }
      v.settle();
      v.page().evaluate(CHANGE);
      v.settle();
      v.page().evaluate(TWO_OF_A_KIND);
      for (ElementHandle e : v.page().querySelectorAll("#view [data-tried]")) {
        if (e.isVisible()) {
          e.focus();
          v.press("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End", "Enter");
        }
      }
      v.settle();
    }
  }

  /// Marks what keys can reach: of elements that are alike, two.
  private static final String TWO_OF_A_KIND =
      """
      () => {
        const seen = new Map();
        for (const e of document.querySelectorAll("#view [tabindex='0']")) {
          const kind = [e.tagName, e.getAttribute('class'), e.getAttribute('role'), e.parentElement.tagName].join();
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          e.toggleAttribute('data-tried', seen.get(kind) <= 2);
        }
      }
      """;

  /// Chooses every option, ticks and unticks every box, moves every slider to its ends, and types
  /// into every field.
  private static final String CHANGE =
      """
      async () => {
        const pause = () => new Promise(r => setTimeout(r));
        const set = async (e, key, value) => {
          e[key] = value;
          e.dispatchEvent(new Event('input', {bubbles: true}));
          e.dispatchEvent(new Event('change', {bubbles: true}));
          await pause();
        };
        for (const e of document.querySelectorAll('#view select, #view input')) {
          const values = e.tagName === 'SELECT' ? [...e.options].map(o => o.value)
            : e.type === 'range' ? [e.min, e.max] : e.type === 'file' ? [] : ['2', 'x', '', '1'];
          if (e.type === 'checkbox') for (const on of [!e.checked, e.checked]) await set(e, 'checked', on);
          else for (const value of values) await set(e, 'value', value);
        }
      }
      """;
}
