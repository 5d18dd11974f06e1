package dev.soma.bench;

import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the machine can do at best: independent fused multiply-adds in registers, nothing else.
final class Peak {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /// Chains that run at the same time: more than latency times units of any processor so far.
  private static final int CHAINS = 12;

  private static final int TRIES = 25;

  private static float sink;

  private Peak() {}

  /// Compiles the loop.
  static void warmUp() {
    for (int i = 0; i < 2000; i++) {
      sink += chains(200);
    }
    for (int i = 0; i < 20; i++) {
      sink += chains(100_000);
    }
  }

  /// Billions of additions and multiplications a second of this thread, over about a millisecond.
  static double gigaflops() {
    int steps = 60_000;
    long began = System.nanoTime();
    sink += chains(steps);
    long nanos = System.nanoTime() - began;
    if (Float.isNaN(sink)) { // read, so that nothing is optimised away
      throw new IllegalStateException("the chains converge to 1");
    }
    return 2.0 * steps * CHAINS * S.length() / nanos;
  }

  /// Of so many threads at once.
  static double gigaflops(int threads) {
    if (threads == 1) {
      return gigaflops();
    }
    double[] each = new double[threads];
    CyclicBarrier start = new CyclicBarrier(threads);
    Thread[] team = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      int self = t;
      team[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                    each[self] = gigaflops();
                  });
    }
    for (Thread t : team) {
      try {
        t.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Arrays.stream(each).sum();
  }

  /// The best of many tries.
  static double best(int threads) {
    double best = 0;
    for (int i = 0; i < TRIES; i++) {
      best = Math.max(best, gigaflops(threads));
    }
    return best;
  }

  private static float chains(int steps) {
    FloatVector x = FloatVector.broadcast(S, 0.999f);
    FloatVector y = FloatVector.broadcast(S, 0.001f);
    FloatVector a = y;
    FloatVector b = y;
    FloatVector c = y;
    FloatVector d = y;
    FloatVector e = y;
    FloatVector f = y;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    for (int s = 0; s < steps; s++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
