package dev.soma.cli.input;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.RejectsFile;
import dev.soma.error.SomaException;

/// The rows that one command rejects: in their files once it has done what it was asked for, or
/// begins what takes long. A command that is refused leaves the files of an earlier one as they
/// were.
public final class Rejects {
  private static final ScopedValue<RejectsFile.Held> OF_COMMAND = ScopedValue.newInstance();

  private Rejects() {}

  /// Runs a command.
  ///
  /// @return its exit code
  public static <X extends Exception> int of(ScopedValue.CallableOp<Integer, X> command) throws X {
    RejectsFile.Held held = new RejectsFile.Held();
    try {
      int exit = ScopedValue.where(OF_COMMAND, held).call(command);
      held.keep();
      return exit;
    } catch (SomaException.Training | SomaException.Check e) { // which found it by the other rows
      held.keep();
      throw e;
    } finally {
      held.drop();
    }
  }

  /// Says that the command is not refused any more.
  public static void keep() {
    if (OF_COMMAND.isBound()) {
      OF_COMMAND.get().keep();
    }
  }

  /// Options whose rejected rows wait for the command that runs, if one does.
  static ReadOptions held(ReadOptions options) {
    return OF_COMMAND.isBound() ? options.holdRejects(OF_COMMAND.get()) : options;
  }
}
