package dev.soma.kernel;

import dev.soma.kernel.function.Elementwise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// Which kinds of vector operations are compiled already.
final class Warmth {
  /// The kinds of operations that become warm together; beyond them two for each [Elementwise].
  static final int PRODUCTS = 0;

  static final int ROWS = 1;
  static final int REDUCTIONS = 2;
  static final int ONE_ROW = 3;
  static final int FACTORS = 4;
  static final int FUNCTIONS = 5;

  private static final int COLD = 0;
  private static final int ASKED = 1;
  private static final int WARM = 2;

  private static final int NONE = -1;

  /// Scalar steps after which vectors are worth their compilation: some 100 ms of compiled code.
  private static final long PRODUCT_STEPS = 400_000_000;

  private static final long ELEMENTS = 5_000_000;

  /// Milliseconds in which other kinds become warm before the rare paths of one are finished.
  private static final long OTHERS_FIRST = 300;

  /// Code is compiled once for all that run in this Java, so a second model finds it warm.
  static final Warmth OF_THIS_JAVA = new Warmth();

  private final AtomicIntegerArray states =
      new AtomicIntegerArray(FUNCTIONS + 2 * Elementwise.values().length);
  private final AtomicLongArray work = new AtomicLongArray(states.length());

  // guarded by this
  private final Queue<Integer> asked = new ArrayDeque<>();
  private boolean running;

  /// The kind of a function, forward (0) or backward (1).
  @SuppressWarnings("EnumOrdinal") // an index that is never stored
  static int kind(Elementwise f, int backward) {
    return FUNCTIONS + 2 * f.ordinal() + backward;
  }

  /// Whether this kind is compiled; if not, so many scalar steps are counted that it will do now.
  boolean warm(int kind, long steps) {
    if (states.get(kind) == WARM) {
      return true;
    }
    long limit = kind == PRODUCTS || kind == ONE_ROW ? PRODUCT_STEPS : ELEMENTS;
    if (work.addAndGet(kind, steps) > limit) {
      ask(kind);
    }
    return false;
  }

  /// Compiles what every network of rectifiers needs, in the background and before it is needed;
  /// first what takes longest.
  void prepare() {
    int forward = kind(Elementwise.RELU, 0);
    int backward = kind(Elementwise.RELU, 1);
    IntStream.of(PRODUCTS, REDUCTIONS, forward, backward, ROWS).forEach(this::ask);
  }

  private void ask(int kind) {
    if (states.compareAndSet(kind, COLD, ASKED) && first(kind)) {
      Thread.ofPlatform().daemon().name("soma-warm-up").start(this::exercise);
    }
  }

  /// Whether nobody works on what is asked for.
  private synchronized boolean first(int kind) {
    asked.add(kind);
    boolean first = !running;
    running = true;
    return first;
  }

  private synchronized int next() {
    Integer kind = asked.poll();
    return kind == null ? NONE : kind;
  }

  /// Whether something that was asked for is not compiled yet.
  synchronized boolean busy() {
    return running;
  }

  private synchronized boolean ended() {
    running = !asked.isEmpty();
    return !running;
  }

  /// One kind at a time, in the order in which they were asked for: the compiler has little more
  /// than one thread, and the caller wants it too. Rare paths when nothing else is asked for.
  private void exercise() {
    WarmUp warmUp = new WarmUp();
    Queue<Integer> rare = new ArrayDeque<>();
    do {
      int kind = next();
      if (kind != NONE) {
        if (warmUp.run(kind)) {
          states.set(kind, WARM);
          rare.add(kind);
        }
      } else if (!rare.isEmpty()) {
        int some = rare.remove();
        if (WarmUp.pause(OTHERS_FIRST)) {
          warmUp.finish(some);
        }
      }
    } while (!rare.isEmpty() || !ended());
  }
}
