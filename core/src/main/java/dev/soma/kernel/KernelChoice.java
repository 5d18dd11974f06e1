package dev.soma.kernel;

import dev.soma.error.SomaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which kernels run, and why: chosen once, forced on demand, never changed silently.
///
/// The vector kernels need the module `jdk.incubator.vector` and the optimising compiler of HotSpot
/// (on anything else vector code is far slower than plain code, or not there). All kernels return
/// the same bits, so the choice changes times only.
///
/// @see Kernels
public final class KernelChoice {
  /// Multiplications and additions of long work.
  private static final double LONG_STEPS = 2e9;

  /// Names the kernels for [#auto]: `scalar` or `vector`.
  public static final String PROPERTY = "soma.kernels";

  private static final int MOST_THREADS = 1024;
  private static final String MODULE = "jdk.incubator.vector";
  private static final List<String> PROGRAM = List.of("-m", "--module", "-jar");

  private final Supplier<Kernels> one;
  private final boolean vector;
  private final boolean always;
  private final String description;

  private KernelChoice(Supplier<Kernels> one, boolean vector, boolean always, String description) {
    this.one = one;
    this.vector = vector;
    this.always = always;
    this.description = description;
  }

  private static KernelChoice scalarChoice(String description) {
    return new KernelChoice(ScalarKernels::new, false, false, description);
  }

  /// Kernels made so, and the smallest work split among all threads: for tests of the bits.
  static KernelChoice of(Supplier<Kernels> one, String description) {
    return new KernelChoice(one, false, true, description);
  }

  /// The fastest kernels that this Java runs well, or those that `-Dsoma.kernels` names.
  ///
  /// @throws SomaException.Usage E220 if `-Dsoma.kernels` names kernels that cannot run here
  public static KernelChoice auto() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return forced(named, "-D" + PROPERTY + "=", "-D" + PROPERTY + "=");
    }
    Refusal refusal = refusal();
    if (refusal == null) {
      return vectorChoice();
    }
    return scalarChoice("scalar (" + refusal.why + "; " + refusal.advice + ")");
  }

  /// These kernels or none.
  ///
  /// @param name `scalar` or `vector`
  /// @throws SomaException.Usage E220 if they do not exist or cannot run here
  public static KernelChoice forced(String name) {
    return forced(name, "", "--kernels ");
  }

  /// @param where the name was found, up to it; empty if a caller gave it
  /// @param fix what another name is written behind
  private static KernelChoice forced(String name, String where, String fix) {
    String from = where.isEmpty() ? "" : where + name + " · ";
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "scalar" -> scalarChoice("scalar (forced)");
      case "vector" -> {
        Refusal refusal = refusal();
        if (refusal != null) {
          throw new SomaException.Usage(
              "E220",
              from + "the vector kernels cannot run: " + refusal.why + "; " + refusal.advice,
              fix + "scalar");
        }
        yield vectorChoice();
      }
      default ->
          throw new SomaException.Usage(
              "E220",
              from + "no kernels \"" + name + "\"; there are scalar, vector",
              fix + "scalar",
              fix + "vector");
    };
  }

  // Only here and in create may the class with the vectors be touched.
  private static KernelChoice vectorChoice() {
    return new KernelChoice(
        () -> new WarmingKernels(Warmth.OF_THIS_JAVA),
        true,
        false,
        "vector " + 32 * VectorKernels.LANES + "-bit");
  }

  /// Why vectors cannot run, and what to do about it.
  record Refusal(String why, String advice) {}

  private static @Nullable Refusal refusal() {
    return refusal(
        ModuleLayer.boot().findModule(MODULE).isPresent(),
        System.getProperty("java.vm.name", ""),
        System.getProperty("java.vm.version", ""),
        System.getProperty("java.vm.info", ""),
        KernelChoice::options);
  }

  /// Null if vectors run well with this module, these `java.vm` properties and these options.
  static @Nullable Refusal refusal(
      boolean module, String name, String version, String info, Supplier<List<String>> options) {
    if (!module) {
      return new Refusal(MODULE + " is not loaded", "start Java with --add-modules " + MODULE);
    }
    if (!name.contains("OpenJDK") && !name.contains("HotSpot")) {
      return new Refusal("the Java machine is " + name, "vectors need HotSpot with C2");
    }
    if (version.contains("jvmci") || info.contains("jvmci")) {
      return new Refusal("the compiler of this Java is not C2", "use a plain OpenJDK");
    }
    if (info.contains("interpreted")) {
      return new Refusal("Java only interprets", "remove -Xint");
    }
    List<String> all = options.get();
    String off = off(OF_C2, all);
    if (off != null) {
      return new Refusal("the compiler C2 is off", "remove " + off);
    }
    String slow = off(OF_VECTORS, all);
    if (slow != null) {
      return new Refusal("Java emulates what its compiler is denied", "remove " + slow);
    }
    if (info.contains("emulated-client") || name.contains("Client")) {
      return new Refusal(
          "the compiler C2 is off", "remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client");
    }
    return null;
  }

  /// An option that can take C2 or its vectors away.
  ///
  /// @param any matches all its forms
  /// @param off matches those that do
  private record Switch(String any, String off) {}

  private static final List<Switch> OF_C2 =
      List.of(
          new Switch("-XX:TieredStopAtLevel=.*", ".*=[0-3]"),
          new Switch("-XX:[+-]UseCompiler", "-XX:-.*"),
          new Switch("-XX:[+-]EnableVectorSupport", "-XX:-.*"));

  /// Without them vectors are shorter than the kernels need, or a product and a sum are not one
  /// step: plain Java does that in their place, far slower than the scalar kernels.
  private static final List<Switch> OF_VECTORS =
      List.of(
          new Switch("-XX:UseAVX=.*", ".*=0"), // takes UseFMA away as well
          new Switch("-XX:MaxVectorSize=.*", ".*=[0248]"),
          new Switch("-XX:[+-]UseFMA", "-XX:-.*"));

  /// The first option of these kinds that takes C2 or its vectors away, which `java.vm.info` does
  /// not tell of; null if none does. Of those with one name the last counts.
  private static @Nullable String off(List<Switch> kinds, List<String> options) {
    for (Switch one : kinds) {
      String last = "";
      for (String option : options) {
        last = option.matches(one.any) ? option : last;
      }
      if (last.matches(one.off)) {
        return last;
      }
    }
    return null;
  }

  /// What this Java was started with, in the order in which it counts.
  private static List<String> options() {
    List<String> options = new ArrayList<>(words("JAVA_TOOL_OPTIONS"));
    options.addAll(words("JDK_JAVA_OPTIONS"));
    for (String word : typed()) {
      if (PROGRAM.contains(word)) {
        break; // what follows is for the program
      }
      options.add(word);
    }
    options.addAll(words("_JAVA_OPTIONS"));
    return options;
  }

  private static List<String> words(String variable) {
    String value = System.getenv(variable);
    return value == null ? List.of() : List.of(value.strip().split("\\s+"));
  }

  /// The words of the command; not by the management beans, which need a tenth of a second.
  private static List<String> typed() {
    try {
      String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
      return List.of(all.split("\0"));
    } catch (IOException noLinux) {
      String[] none = {};
      return List.of(ProcessHandle.current().info().arguments().orElse(none));
    }
  }

  /// Begins to compile the vector kernels in the background, for long work that is sure to come;
  /// nothing if these are scalar. Without this call the work itself begins it.
  public void prepare() {
    if (vector) {
      Warmth.OF_THIS_JAVA.prepare();
    }
  }

  /// The same for work of so many multiplications and additions, if that is enough to pay: some
  /// seconds of scalar code.
  public void prepare(double steps) {
    if (steps >= LONG_STEPS) {
      prepare();
    }
  }

  /// True for the vector kernels.
  public boolean vector() {
    return vector;
  }

  /// What was chosen and why: `vector 512-bit`, or `scalar (jdk.incubator.vector is not loaded;
  /// start Java with --add-modules jdk.incubator.vector)`.
  public String describe() {
    return description;
  }

  /// New kernels with their own scratch memory and threads; the caller closes them.
  ///
  /// @param threads how many threads may work, the caller included, >= 1
  /// @throws SomaException.Usage E221 if threads is less than 1 or more than 1,024
  public Kernels create(int threads) {
    requireThreads(threads);
    if (threads == 1) {
      return one.get();
    }
    List<Kernels> members = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      members.add(one.get());
    }
    return new ParallelKernels(members, always);
  }

  /// Whether vector kernels that are needed are still being compiled in the background: what is
  /// timed meanwhile is the scalar form.
  public static boolean warming() {
    return Warmth.OF_THIS_JAVA.busy();
  }

  /// Refuses a number of threads that no kernels can be made for.
  ///
  /// @throws SomaException.Usage E221 if threads is less than 1 or more than 1,024
  public static void requireThreads(int threads) {
    if (threads < 1 || threads > MOST_THREADS) {
      int processors = Runtime.getRuntime().availableProcessors();
      throw new SomaException.Usage(
          "E221",
          "threads "
              + threads
              + " · expected 1 to 1,024; this machine has "
              + processors
              + (processors == 1 ? " processor" : " processors"),
          "--threads " + Math.min(processors, MOST_THREADS));
    }
  }

  @Override
  public String toString() {
    return description;
  }
}
