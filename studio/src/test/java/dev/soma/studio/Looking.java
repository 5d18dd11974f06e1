package dev.soma.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soma.data.Table;
import dev.soma.studio.answer.Views;
import dev.soma.studio.run.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests that look at a session through its views, each at a session of its own.
@Timeout(60)
public abstract class Looking {
  /// What is looked at.
  protected Session session = new Session(null, "");

  /// Its views.
  protected Views views = new Views(session);

  /// Ends both.
  @AfterEach
  protected void close() {
    views.close();
    session.close();
  }

  /// Looks at a table of one's own from now on.
  protected void own(Table table) {
    close();
    session = new Session(table, "own.csv");
    views = new Views(session);
  }

  /// A view; names and values of the query in turn.
  protected JsonNode view(String name, Object... query) throws InterruptedException {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < query.length; i += 2) {
      all.put((String) query[i], "" + query[i + 1]);
    }
    String json = views.json(name, all);
    assertThat(json).isNotNull();
    return JsonMapper.shared().readTree(json);
  }

  /// Moves the run by some batches or epochs.
  protected void step(String action, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      session.run().control(action);
      assertThat(session.run().awaitHeld(10_000)).isTrue();
    }
  }
}
