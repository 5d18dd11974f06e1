package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.MouseButton;
import dev.soma.studio.data.OwnPoints;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Points of one's own, put on the picture by mouse and keys.
class PointsTest extends AtStudio {
  private static final Pattern POINTS =
      Pattern.compile("&points=([^&]*)(?:.*&next\\.points=([^&]*))?");

  /// The points of the address, as the server reads them: those of the next run, if it names some.
  private static List<OwnPoints.Point> points(Visitor v) {
    Matcher m = POINTS.matcher(v.address());
    assertThat(m.find()).isTrue();
    String text = m.group(2) == null ? m.group(1) : m.group(2);
    return OwnPoints.parse(URLDecoder.decode(text, StandardCharsets.UTF_8)).all();
  }

  /// What the table of the points says of rows whose part has some words.
  private static List<String> listed(Visitor v, String part) {
    return v.at("#view details tr").allTextContents().stream()
        .filter(t -> t.contains(part))
        .toList();
  }

  private Visitor adding(Object... settings) {
    Visitor v = visit(studio, settings(settings), "boundary");
    v.page().getByLabel("add points").check();
    v.settle();
    return v;
  }

  @Test
  void the_left_button_puts_and_drags_a_point_and_no_other_does() {
    Visitor v = adding();
    BoundingBox box = v.at("#view canvas").first().boundingBox();
    Mouse mouse = v.page().mouse();
    for (MouseButton other : new MouseButton[] {MouseButton.RIGHT, MouseButton.MIDDLE}) {
      mouse.click(box.x + 200, box.y + 200, new Mouse.ClickOptions().setButton(other));
      assertThat(points(v)).isEmpty();
    }
    mouse.move(box.x + 200, box.y + 200);
    mouse.down();
    OwnPoints.Point put = points(v).getFirst();
    mouse.move(box.x + 240, box.y + 200);
    OwnPoints.Point dragged = points(v).getFirst();
    assertThat(dragged.x1()).isGreaterThan(put.x1());
    assertThat(dragged.x2()).isEqualTo(put.x2());
    v.reads("#view", "1 point of your own. They become training rows at the next Reset.");
    mouse.move(box.x - 500, box.y + 2000); // stays in the picture
    mouse.up();
    OwnPoints.Point left = points(v).getFirst();
    mouse.move(box.x + 100, box.y + 100);
    assertThat(points(v)).containsExactly(left);
    assertThat(left.x1()).isLessThan(put.x1());
  }

  @Test
  void a_drag_that_the_browser_takes_away_is_over() {
    Visitor v = adding();
    BoundingBox box = v.at("#view canvas").first().boundingBox();
    Mouse mouse = v.page().mouse();
    mouse.move(box.x + 200, box.y + 200);
    mouse.down();
    List<OwnPoints.Point> put = points(v);
    v.at("#view [role=application]").dispatchEvent("pointercancel");
    mouse.move(box.x + 300, box.y + 300);
    assertThat(points(v)).isEqualTo(put);
    mouse.up();
  }

  @Test
  void points_are_put_by_keys_while_a_training_runs_and_learned_from_after_a_reset() {
    Visitor v = adding("epochs", 100_000);
    v.at("#speed").selectOption("10");
    v.at("#play").click();
    v.reads("#status", Pattern.compile("epoch [1-9]"));
    v.at("#view [role=application]").focus();
    v.press("ArrowLeft", "Enter", "ArrowUp", "ArrowUp", "Enter", "Shift+ArrowUp", "Enter");
    List<OwnPoints.Point> put = points(v);
    assertThat(put).hasSize(3).doesNotHaveDuplicates();
    v.press("Delete");
    assertThat(points(v)).isEqualTo(put.subList(0, 2));
    v.at("#play").click();
    v.at("#reset").click();
    v.reads("#about", "30 training, 12 validation rows");
    v.page().waitForCondition(() -> !v.address().contains("next."));
    assertThat(points(v)).isEqualTo(put.subList(0, 2));
    v.page().reload();
    v.reads("#about", "30 training, 12 validation rows");
    v.reads("#view", "add points");
    v.page().getByText("The points, as a table").click();
    v.reads("#view", "training, of your own30");
    assertThat(listed(v, "of your own")).hasSize(2);
    assertThat(listed(v, "training")).as("each row once").hasSize(30);
  }

  @Test
  void a_change_can_be_taken_back_and_made_again_by_keys() {
    Visitor v = adding();
    Locator undo = v.page().getByText("Undo", new Page.GetByTextOptions().setExact(true));
    assertThat(undo.isDisabled()).isTrue();
    v.at("#view [role=application]").focus();
    v.press("Enter", "ArrowUp", "ArrowUp", "Enter", "ArrowLeft", "ArrowLeft", "Enter");
    List<OwnPoints.Point> put = points(v);
    assertThat(put).hasSize(3);
    v.page().getByText("Remove all").focus();
    v.press("Enter");
    assertThat(points(v)).isEmpty();
    v.reads("*:focus", "Undo"); // the button that had the focus can be pressed no more
    v.press("Enter");
    assertThat(points(v)).isEqualTo(put);
    v.press("Enter");
    assertThat(points(v)).isEmpty();
    v.press("Enter");
    v.at("#view [role=application]").focus();
    v.press("Delete");
    assertThat(points(v)).hasSize(2);
    undo.click();
    assertThat(points(v)).isEqualTo(put);
  }

  @Test
  void a_drag_is_taken_back_as_one_change() {
    Visitor v = adding();
    BoundingBox box = v.at("#view canvas").first().boundingBox();
    Mouse mouse = v.page().mouse();
    mouse.click(box.x + 200, box.y + 200);
    List<OwnPoints.Point> put = points(v);
    mouse.move(box.x + 200, box.y + 200);
    mouse.down();
    mouse.move(box.x + 250, box.y + 220);
    mouse.move(box.x + 300, box.y + 240);
    mouse.up();
    assertThat(points(v)).hasSize(1).isNotEqualTo(put);
    v.page().getByText("Undo", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(points(v)).isEqualTo(put);
  }

  @Test
  void a_page_that_is_loaded_anew_leaves_the_run_and_keeps_points_not_learned_from_yet() {
    Visitor v = adding();
    v.at("#epoch").click();
    v.reads("#status", "step 2 ");
    v.at("#view [role=application]").focus();
    v.press("Enter", "ArrowUp", "ArrowUp", "Enter");
    List<OwnPoints.Point> put = points(v);
    assertThat(put).hasSize(2);
    v.page().reload();
    v.reads("#status", "step 2 "); // what is told first comes after all that the address asks for
    v.reads("#view", "add points");
    assertThat(points(v)).isEqualTo(put);
    v.reads("#about", "28 training");
    v.page().getByText("The points, as a table").click();
    v.reads("#view", "of your own, not learned from yet2");
    String before = v.address();
    v.at("#reset").click();
    v.reads("#about", "30 training");
    v.page().waitForCondition(() -> !v.address().contains("next."));
    assertThat(points(v)).isEqualTo(put);
    v.press("b");
    v.reads("#status", "step 1 ");
    Visitor early = visit(before); // as if the page was loaded anew before it was told of its Reset
    early.reads("#status", "step 1 ");
    early.page().waitForCondition(() -> !early.address().contains("next."));
    assertThat(points(early)).isEqualTo(put);
    early.reads("#about", "30 training");
  }
}
