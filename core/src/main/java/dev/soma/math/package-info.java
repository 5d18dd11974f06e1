/// Numbers without learning: matrices as windows on arrays, and named random streams.
@NullMarked
package dev.soma.math;

import org.jspecify.annotations.NullMarked;
