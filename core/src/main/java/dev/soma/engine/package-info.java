/// The fast engine: float32, whole batches, forward and backward on top of the kernels.
@NullMarked
package dev.soma.engine;

import org.jspecify.annotations.NullMarked;
