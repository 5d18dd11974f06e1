package dev.soma.kernel;

import dev.soma.error.SomaException;

/// Which kernels run, and why: chosen once, forced on demand, never changed silently.
///
/// The vector kernels need the module `jdk.incubator.vector` and the optimising compiler of HotSpot
/// (on anything else vector code is far slower than plain code, or not there). All kernels return
/// the same bits, so the choice changes times only.
///
/// @see Kernels
public final class KernelChoice {
  /// Names the kernels for [#auto]: `scalar` or `vector`.
  public static final String PROPERTY = "soma.kernels";

  private final boolean vector;
  private final String description;

  private KernelChoice(boolean vector, String description) {
    this.vector = vector;
    this.description = description;
  }

  /// The fastest kernels that this Java runs well, or those that `-Dsoma.kernels` names.
  ///
  /// @throws SomaException.Usage E220 if `-Dsoma.kernels` names kernels that cannot run here
  public static KernelChoice auto() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return forced(named);
    }
    return scalar("vector kernels are not built in");
  }

  /// These kernels or none.
  ///
  /// @param name `scalar` or `vector`
  /// @throws SomaException.Usage E220 if they do not exist or cannot run here
  public static KernelChoice forced(String name) {
    return switch (name) {
      case "scalar" -> scalar("forced");
      default ->
          throw new SomaException.Usage(
              "E220", "no kernels \"" + name + "\"; there are scalar, vector", "--kernels scalar");
    };
  }

  private static KernelChoice scalar(String why) {
    return new KernelChoice(false, "scalar (" + why + ")");
  }

  /// True for the vector kernels.
  public boolean vector() {
    return vector;
  }

  /// What was chosen and why: `vector 512-bit`, or `scalar (jdk.incubator.vector is not loaded; add
  /// --add-modules jdk.incubator.vector)`.
  public String describe() {
    return description;
  }

  /// New kernels with their own scratch memory and threads; the caller closes them.
  ///
  /// @param threads how many threads may work, the caller included, >= 1
  /// @throws SomaException.Usage E221 if threads is less than 1
  public Kernels create(int threads) {
    if (threads < 1) {
      throw new SomaException.Usage(
          "E221", "threads must be at least 1, got " + threads, "--threads 1");
    }
    return new ScalarKernels();
  }

  @Override
  public String toString() {
    return description;
  }
}
