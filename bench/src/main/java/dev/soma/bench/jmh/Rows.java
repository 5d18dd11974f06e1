package dev.soma.bench.jmh;

import dev.soma.kernel.KernelChoice;
import dev.soma.kernel.Kernels;
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

/// What is done row by row, to 1,024 rows of few or many columns.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Rows {
  private static final int ROWS = 1024;

  /// Which kernels.
  @Param({"vector", "scalar"})
  public String kernels = "vector";

  /// Columns: outputs of a network, or units of a layer.
  @Param({"2", "10", "64", "1000"})
  public int columns = 2;

  private Kernels with = KernelChoice.forced("scalar").create(1);
  private float[] z = {};
  private float[] a = {};
  private float[] row = {};
  private float[] logSum = {};

  /// Makes the operands.
  @Setup(Level.Trial)
  public void begin() {
    with = KernelChoice.forced(kernels).create(1);
    z = Numbers.of(ROWS * columns);
    a = new float[ROWS * columns];
    row = new float[columns];
    logSum = new float[ROWS];
  }

  /// Ends the kernels.
  @TearDown(Level.Trial)
  public void end() {
    with.close();
  }

  /// A = softmax(Z), and the logarithm of each row's sum.
  @Benchmark
  public float[] softmax() {
    with.softmax(ROWS, columns, z, 0, a, 0, logSum, 0);
    return a;
  }

  /// Z = Z + b; b is 0, so that Z stays what it is.
  @Benchmark
  public float[] addRow() {
    with.addRow(ROWS, columns, row, 0, z, 0);
    return z;
  }

  /// db = column sums of delta.
  @Benchmark
  public float[] sumRows() {
    with.sumRows(ROWS, columns, z, 0, columns, a, 0);
    return a;
  }

  /// The sum of all numbers.
  @Benchmark
  public double sum() {
    return with.sum(ROWS * columns, z, 0);
  }
}
