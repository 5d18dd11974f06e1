package dev.soma.bench.jmh;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
import dev.soma.kernel.function.Elementwise;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Every activation, forward and backward, over the units of a layer for a batch: 128 rows of 256.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Activations {
  private static final int N = 128 * 256;
  private static final float ALPHA = 0.5f;

  /// Which kernels.
  @Param({"vector", "scalar"})
  public String kernels = "vector";

  /// Which function.
  @Param public Elementwise function = Elementwise.RELU;

  private Kernels with = KernelChoice.forced("scalar").create(1);
  private float[] z = {};
  private float[] a = {};
  private float[] delta = {};

  /// Makes the operands.
  @Setup(Level.Trial)
  public void begin() {
    with = KernelChoice.forced(kernels).create(1);
    z = Numbers.of(N);
    a = new float[N];
    delta = new float[N];
    with.activate(function, ALPHA, N, z, 0, a, 0);
  }

  /// Ends the kernels.
  @TearDown(Level.Trial)
  public void end() {
    with.close();
  }

  /// A = f(Z).
  @Benchmark
  public float[] activate() {
    with.activate(function, ALPHA, N, z, 0, a, 0);
    return a;
  }

  /// delta = delta * f'(Z); delta is copied first, or it would shrink to denormal numbers.
  @Benchmark
  public float[] activateBackward() {
    System.arraycopy(z, 0, delta, 0, N);
    with.activateBackward(function, ALPHA, N, z, 0, a, 0, delta, 0);
    return delta;
  }
}
