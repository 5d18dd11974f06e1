package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Every view can be read and used by everybody. A view is found by its tab, so a new one is
/// audited without being named here.
class AccessibilityTest extends AtStudio {
  @Test
  void no_view_violates_a_rule_in_light_or_dark() {
    Visitor v = visit(studio, settings("data", "blobs", "activation", "relu"), "boundary");
    v.press("e", "b");
    v.reads("#status", "step 3");
    SoftAssertions all = new SoftAssertions();
    List<Locator> tabs = v.tabs();
    assertThat(tabs).hasSizeGreaterThan(5);
    for (Locator tab : tabs) {
      tab.click();
      v.settle();
      v.unfold();
      all.check(() -> v.audit(tab.textContent()));
    }
    v.dark();
    for (Locator tab : tabs) {
      tab.click();
      v.settle();
      v.unfold();
      all.check(() -> v.audit(tab.textContent() + " in the dark", "color-contrast"));
    }
    all.assertAll();
  }

  @Test
  void an_error_and_a_weight_that_is_tried_are_accessible_too() {
    Visitor v = visit(studio, settings(), "network").mayBeRefused();
    v.at("#view [tabindex='0']").first().focus();
    v.press("ArrowRight");
    v.reads("#view", "True change");
    v.at("[name=network]").fill("8, many");
    v.press("Enter");
    v.reads("#error", "error E");
    v.audit("an error");
    v.dark();
    v.audit("an error in the dark", "color-contrast");
  }

  @Test
  void a_small_screen_needs_no_scrolling_aside() {
    Visitor v = visit(studio, settings(), "boundary");
    v.page().setViewportSize(390, 800);
    SoftAssertions all = new SoftAssertions();
    for (Locator tab : v.tabs()) {
      tab.click();
      v.settle();
      all.assertThat(v.says("() => document.documentElement.scrollWidth"))
          .as("width of %s", tab.textContent())
          .isEqualTo("390");
    }
    all.assertAll();
  }
}
