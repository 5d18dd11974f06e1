import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Checks or rewrites the format of every Java file below a folder: `Format check|write FOLDER`.
///
/// Run by the build with google-java-format on the class path. `check` names every file that is not
/// in the format and ends with 1.
public final class Format {
  private Format() {}

  /// Formats or checks.
  public static void main(String[] args) throws IOException {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]).toRealPath();
    try {
      List<String> wrong =
          javaFiles(root).parallelStream()
              .filter(file -> differs(file, write))
              .map(file -> root.relativize(file).toString())
              .toList();
      report(wrong, write);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (NoJavaException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /// A file that cannot be formatted.
  private static final class NoJavaException extends RuntimeException {
    NoJavaException(Path file, FormatterException e) {
      super(file + ": " + e.getMessage(), e);
    }
  }

  /// Whether a file is not in the format; if so and if it is to be written, it is afterwards.
  private static boolean differs(Path file, boolean write) {
    try {
      String text = Files.readString(file);
      String formatted = format(text);
      boolean differs = !formatted.equals(text);
      if (differs && write) {
        Files.writeString(file, formatted);
      }
      return differs;
    } catch (FormatterException e) {
      throw new NoJavaException(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void report(List<String> wrong, boolean write) {
    for (String name : wrong) {
      System.err.println((write ? "formatted " : "not in the format: ") + name);
    }
    if (!wrong.isEmpty() && !write) {
      System.err.println("fix: mvn -pl lint -Pformat");
      System.exit(1);
    }
  }

  private static String format(String text) throws FormatterException {
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    String ordered =
        ImportOrderer.reorderImports(
            RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.GOOGLE);
    return formatter.formatSource(ordered);
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            // the Java examples are laid out by hand: twelve lines are twelve lines
            boolean byHand = folder.equals(root.resolve("examples"));
            boolean skip =
                byHand || (!folder.equals(root) && (name.equals("target") || name.startsWith(".")));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
