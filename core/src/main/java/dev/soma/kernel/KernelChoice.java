package dev.soma.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import dev.soma.error.SomaException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
        KernelChoice::flag);
  }

  /// Null if vectors run well with this module, these `java.vm` properties and these flags.
  static @Nullable Refusal refusal(
      boolean module,
      String name,
      String version,
      String info,
      Function<String, @Nullable Flag> flags) {
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
    for (Need need : NEEDS) {
      Flag flag = flags.apply(need.flag);
      if (flag != null && flag.value.matches(need.off)) {
        return need.refusal(flag);
      }
    }
    if (info.contains("emulated-client") || name.contains("Client")) {
      return new Refusal(
          "the compiler C2 is off", "remove -XX:TieredStopAtLevel, -XX:CompilationMode or -client");
    }
    return null;
  }

  /// What a flag of this Java is, wherever it comes from: the command, the environment, a file of
  /// options.
  ///
  /// @param given whether somebody set it; else it is what the processor has
  record Flag(String value, boolean given) {}

  /// A flag without which there is no C2, or its vectors are emulated, which `java.vm.info` does
  /// not tell of: they are shorter than the kernels need, or a product and a sum are not one step,
  /// and plain Java does that in their place, far slower than the scalar kernels.
  ///
  /// @param off matches the values that take it away
  private record Need(String flag, String off, boolean compiler) {
    private Refusal refusal(Flag found) {
      String option =
          found.value.equals("false") ? "-XX:-" + flag : "-XX:" + flag + "=" + found.value;
      if (compiler) {
        return new Refusal("the compiler C2 is off", "remove " + option);
      }
      return found.given
          ? new Refusal("Java emulates what its compiler is denied", "remove " + option)
          : new Refusal(
              "Java emulates what this processor lacks",
              "vectors need one that multiplies and adds in one step");
    }
  }

  private static final List<Need> NEEDS =
      List.of(
          new Need("TieredStopAtLevel", "[0-3]", true),
          new Need("UseCompiler", "false", true),
          new Need("EnableVectorSupport", "false", false),
          new Need("UseAVX", "0", false), // takes UseFMA away as well
          new Need("MaxVectorSize", "[0248]", false),
          new Need("UseFMA", "false", false));

  /// Asks this Java; null if it has no such flag, or hides it since it was not unlocked. The first
  /// time takes some 30 milliseconds.
  private static @Nullable Flag flag(String name) {
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (java == null) {
      return null;
    }
    try {
      VMOption flag = java.getVMOption(name);
      boolean given =
          switch (flag.getOrigin()) {
            case DEFAULT, ERGONOMIC -> false;
            default -> true;
          };
      return new Flag(flag.getValue(), given);
    } catch (IllegalArgumentException unknown) {
      return null;
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
