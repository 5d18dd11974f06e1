package dev.soma.studio.http;

import dev.soma.studio.run.Session;
import dev.soma.studio.view.StateView;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The windows that look at a session, by the names that they gave themselves, and which of them
/// began the run that is seen; safe for several threads.
final class Windows {
  private final Session session;
  private final Set<String> here = new HashSet<>();
  private int nameless;
  private volatile int count;
  private volatile String by = "";

  Windows(Session session) {
    this.session = session;
  }

  /// A window looks from now on.
  ///
  /// @param name empty if it has none
  synchronized void came(String name) {
    nameless += name.isEmpty() ? 1 : 0;
    boolean _ = !name.isEmpty() && here.add(name);
    counted();
  }

  /// A window looks no more; that may be told twice.
  synchronized void left(String name) {
    nameless -= name.isEmpty() ? 1 : 0;
    boolean _ = here.remove(name);
    counted();
  }

  private void counted() {
    int now = here.size() + nameless;
    if (now != count) {
      count = now;
      session.changed();
    }
  }

  /// Begins another run, if it is not refused, and keeps which window did.
  synchronized void begin(String name, Runnable run) {
    String before = by;
    by = name;
    boolean done = false;
    try {
      run.run();
      done = true;
    } finally {
      by = done ? name : before;
    }
  }

  /// Where the session stands, how many windows look, and which began the run.
  Map<String, Object> state() {
    Map<String, Object> state = StateView.of(session);
    state.put("windows", count);
    state.put("by", by);
    return state;
  }
}
