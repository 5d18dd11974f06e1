package dev.soma.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.MouseButton;
import dev.soma.studio.data.OwnPoints;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Points of one's own, put on the picture by mouse and keys.
class PointsTest extends AtStudio {
  private static final Pattern POINTS = Pattern.compile("points=([^&]*)");

  /// The points of the address, as the server reads them.
  private static List<OwnPoints.Point> points(Visitor v) {
    Matcher m = POINTS.matcher(URI.create(v.page().url()).getRawFragment());
    assertThat(m.find()).isTrue();
    return OwnPoints.parse(URLDecoder.decode(m.group(1), StandardCharsets.UTF_8)).all();
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
    assertThat(points(v)).isEqualTo(put.subList(0, 2));
    v.page().reload();
    v.reads("#about", "30 training, 12 validation rows");
    v.reads("#view", "add points");
    v.page().getByText("The points, as a table").click();
    v.reads("#view", "of your own2");
  }
}
