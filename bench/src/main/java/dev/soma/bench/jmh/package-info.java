/// JMH benchmarks: one hot operation each. The script `bench/jmh` runs them.
@NullMarked
package dev.soma.bench.jmh;

import org.jspecify.annotations.NullMarked;
