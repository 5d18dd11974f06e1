package dev.soma.cli;

import dev.soma.cli.screen.ErrorText;
import dev.soma.cli.screen.Screen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// A bug in Soma: the stack trace goes to a file, the screen gets a short id.
///
/// @param id from what failed and where, the same for the same bug
/// @param text for the file
/// @param what in a few words
record CrashReport(String id, String text, String what) {
  static CrashReport of(Throwable e, String[] args) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    StackTraceElement[] frames = e.getStackTrace();
    String place = e.getClass().getName() + (frames.length == 0 ? "" : frames[0].toString());
    String id = String.format(Locale.ROOT, "%06x", place.hashCode() & 0xffffff);
    String text =
        "soma "
            + Version.number()
            + "\nJava "
            + Runtime.version()
            + "\narguments "
            + masked(args)
            + "\n\n"
            + trace;
    return new CrashReport(id, text, e.getClass().getSimpleName());
  }

  int tell(Screen screen, boolean json) {
    String saved;
    try {
      Path file = Files.createTempFile("soma-" + id + "-", ".txt");
      Files.writeString(file, text);
      saved = file.toString();
    } catch (IOException _) {
      saved = "nowhere: the temporary folder cannot be written";
    }
    String message = "bug in soma · " + what + ", id " + id + "\nthe details are saved in " + saved;
    if (json) {
      screen.result(ErrorText.json("E101", message, 1, List.of()));
    }
    screen.err().println(screen.signs(ErrorText.text("E101", message, 1, List.of())));
    return 1;
  }

  /// The arguments without what may hold a password.
  private static String masked(String[] args) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < args.length; i++) {
      boolean secret = args[i].startsWith("jdbc:") || args[i].startsWith("--jdbc=");
      text.append(secret ? "jdbc:***" : args[i]).append(' ');
    }
    return text.toString().strip();
  }
}
