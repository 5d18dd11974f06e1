package dev.soma.studio;

import dev.soma.data.Table;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import dev.soma.studio.data.SavedModel;
import dev.soma.studio.http.Server;
import dev.soma.studio.run.Session;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The page, served on 127.0.0.1 until it is closed.
///
/// ```java
/// try (Studio studio = Studio.open(null, "", 0)) {
///   IO.println(studio.url());
///   Thread.sleep(Duration.ofHours(1));
/// }
/// ```
public final class Studio implements AutoCloseable {
  private final Session session;
  private final Server server;

  private Studio(Session session, Server server) {
    this.session = session;
    this.server = server;
  }

  /// Opens the page.
  ///
  /// @param own a table that knows its target, to begin with; null for a toy set
  /// @param name of its file, for the screen
  /// @param port 0 for a free one
  /// @throws SomaException.Data if nothing can be learned from the table
  /// @throws SomaException.Resource E802 if the port is taken
  public static Studio open(@Nullable Table own, String name, int port) throws IOException {
    return open(new Session(own, name), port);
  }

  /// Opens the page on a saved model.
  ///
  /// @param file of the model; `run.jsonl` beside it tells of its training
  /// @param rows with its columns and targets, as text
  /// @param port 0 for a free one
  /// @throws SomaException.Mismatch E510 to E515 if the rows do not fit the model
  /// @throws SomaException.Resource E802 if the port is taken
  public static Studio open(Model model, Path file, Table rows, int port) throws IOException {
    return open(new Session(SavedModel.of(model, file, rows)), port);
  }

  private static Studio open(Session session, int port) throws IOException {
    try {
      return new Studio(session, new Server(session, port));
    } catch (IOException | SomaException e) {
      session.close();
      throw e;
    }
  }

  /// The address to open in a browser.
  public String url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
    session.close();
  }
}
