package dev.soma.cli;

import dev.soma.cli.args.Arguments;
import dev.soma.cli.args.Command;
import dev.soma.cli.args.CommandLineParser;
import dev.soma.cli.args.Common;
import dev.soma.cli.args.Help;
import dev.soma.cli.input.Rejects;
import dev.soma.cli.screen.ErrorText;
import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Sink;
import dev.soma.error.SomaException;
import dev.soma.kernel.KernelChoice;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command `soma`.
///
/// Exit codes: 0 ok, 1 a bug in Soma, 2 usage, 3 data, 4 model file, 5 data that does not fit the
/// model, 6 training, 7 a check, 8 file or disk, 130 interrupted.
public final class Main {
  /// Set by the launcher: `true` if stderr is a terminal.
  private static final String TERMINAL = "soma.terminal";

  /// Set by the launcher: columns of the terminal.
  private static final String WIDTH = "soma.width";

  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    Sink sink = new Sink(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(sink, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int exit = run(args, out, err);
    out.flush();
    IOException failure = sink.failure();
    if (failure != null && !Sink.isBrokenPipe(failure)) {
      err.println(
          ErrorText.text(
              "E804",
              "cannot write · stdout: " + failure.getMessage(),
              8,
              List.of("free some space, or write elsewhere: -o FILE")));
      exit = 8;
    }
    System.exit(exit);
  }

  /// Runs one command.
  ///
  /// @param out for results
  /// @param err for narration and errors
  /// @return the exit code
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Screen screen = new Screen(out, err, look(), Screen.Loudness.NORMAL);
    boolean json = Arrays.asList(args).contains("--json");
    try {
      return Rejects.of(() -> dispatch(List.of(args), screen));
    } catch (SomaException e) {
      return failed(screen, typed(e), json);
    } catch (OutOfMemoryError e) {
      return failed(screen, Exhaustion.of(e, List.of(args)), json);
    } catch (IOException | RuntimeException | Error e) {
      return CrashReport.of(e, args).tell(screen, json);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int failed(Screen screen, SomaException e, boolean json) {
    if (json) {
      screen.result(ErrorText.json(e));
    }
    String text = screen.signs(ErrorText.text(e));
    screen.err().println(screen.look().colour() ? text.replaceFirst("^error", RED) : text);
    return e.exitCode();
  }

  private static final String RED = "\u001b[1;31merror\u001b[0m";

  private static int dispatch(List<String> args, Screen screen) throws IOException {
    List<Command> commands = Commands.all();
    if (args.isEmpty() || List.of("--help", "-h", "help").contains(args.getFirst())) {
      Help.all(commands).forEach(screen::result);
      return 0;
    }
    if (List.of("--version", "-V", "version").contains(args.getFirst())) {
      screen.result("soma " + Version.number());
      return 0;
    }
    Command command = CommandLineParser.find(commands, args.getFirst());
    Arguments arguments = CommandLineParser.parse(command, args.subList(1, args.size()));
    if (arguments.has("--help")) {
      Help.of(command).forEach(screen::result);
      return 0;
    }
    if (!arguments.has("--kernels") && !arguments.has("--config")) {
      requireKernels();
    }
    command.check(arguments);
    return command.run(arguments, Common.screen(arguments, screen));
  }

  /// What an option for Java names, before anything is read.
  ///
  /// @throws SomaException.Usage E220 if it names kernels that cannot run here
  private static void requireKernels() {
    if (System.getProperty(KernelChoice.PROPERTY) != null) {
      KernelChoice.auto();
    }
  }

  /// The same with options for Java as they are typed here.
  private static SomaException typed(SomaException e) {
    List<String> fixes =
        e.fixes().stream()
            .map(fix -> fix.startsWith("-D") ? "export SOMA_JAVA_OPTS=" + fix : fix)
            .toList();
    return fixes.equals(e.fixes()) ? e : e.said(String.valueOf(e.getMessage()), fixes);
  }

  private static Screen.Look look() {
    boolean terminal = Boolean.getBoolean(TERMINAL);
    int width = Math.max(20, Integer.getInteger(WIDTH, 120));
    return new Screen.Look(terminal, width, false, terminal && !isSet(System.getenv("NO_COLOR")));
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isEmpty();
  }
}
