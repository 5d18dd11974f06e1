/// The functions of units, element by element: plain, and the same operations in vectors.
@NullMarked
package dev.soma.kernel.function;

import org.jspecify.annotations.NullMarked;
