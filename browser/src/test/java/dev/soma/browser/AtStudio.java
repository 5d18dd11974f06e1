package dev.soma.browser;

import dev.soma.studio.Studio;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Tests that visit the page of one server; each class has its own.
abstract class AtStudio extends Browsing {
  /// The server of the class whose tests run.
  static Studio studio;

  @BeforeAll
  static void start() {
    studio = open();
  }

  @AfterAll
  static void stop() {
    studio.close();
  }
}
