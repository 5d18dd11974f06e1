package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.MouseButton;
import org.junit.jupiter.api.Test;

/// A weight of the drawing that is chosen, and tried at other values.
class WeightTest extends AtStudio {
  private Visitor at(String first) {
    Visitor v = visit(studio, settings(), "network");
    v.at("#view [role=group]").first().focus();
    v.press("ArrowRight", first);
    v.settle();
    return v;
  }

  @Test
  void it_stays_chosen_after_a_reset() {
    Visitor v = at("ArrowRight");
    v.reads("#view", "Try another value of W(1)[1, 1]");
    v.press("PageUp", "PageUp");
    v.reads("#view", "J over all 28 training rows");
    String tried = v.page().getByLabel("value to try").inputValue();
    v.press("e");
    v.reads("#status", "step 2 ");
    v.settle();
    assertThat(v.page().getByLabel("value to try").inputValue()).isEqualTo(tried);
    v.press("r");
    v.reads("#status", "step 0 ");
    v.settle();
    v.reads("#view", "Try another value of W(1)[1, 1]");
    assertThat(v.page().getByLabel("value to try").inputValue()).isNotEqualTo(tried);
    assertThat(v.address()).contains("look.pick=W%281%29%5B1%2C+1%5D");
    v.page().reload();
    v.reads("#view", "Try another value of W(1)[1, 1]");
  }

  @Test
  void it_is_let_go_with_all_that_was_said_of_it_where_the_next_network_has_none() {
    Visitor v = at("ArrowLeft");
    v.reads("#view", "Try another value of W(2)[1, 3]");
    v.reads("#view .check", "Is the gradient right?");
    v.at("[name=network]").fill("none");
    v.at("[name=network]").press("Enter");
    v.reads("#about", "2 -> Dense(1");
    v.settle();
    assertThat(v.at("#view .check").isVisible()).isFalse();
    assertThat(v.page().getByLabel("value to try").isVisible()).isFalse();
    assertThat(v.at("#view").textContent()).doesNotContain("J over all");
    assertThat(v.address()).doesNotContain("pick");
  }

  @Test
  void what_is_typed_must_be_a_number() {
    Visitor v = at("ArrowRight");
    v.page().getByLabel("value to try").fill("0,5");
    v.reads("#view", "\"0,5\" is not a number");
    v.page().getByLabel("value to try").fill("0.5");
    v.reads("#view", "J over all 28 training rows");
    assertThat(v.at("#view").textContent()).doesNotContain("is not a number");
  }

  @Test
  void no_button_but_the_left_one_chooses() {
    Visitor v = visit(studio, settings(), "network");
    BoundingBox box = v.at("#view canvas").first().boundingBox();
    Mouse mouse = v.page().mouse();
    double y = box.y + 40;
    do {
      y += 3;
      assertThat(y).as("an edge under the pointer").isLessThan(box.y + box.height);
      mouse.move(box.x + 0.35 * box.width, y);
    } while (!v.at("#tip").isVisible());
    mouse.down(new Mouse.DownOptions().setButton(MouseButton.MIDDLE));
    mouse.up(new Mouse.UpOptions().setButton(MouseButton.MIDDLE));
    v.settle();
    assertThat(v.address()).doesNotContain("pick");
    mouse.down();
    mouse.up();
    v.settle();
    assertThat(v.address()).contains("pick");
  }
}
