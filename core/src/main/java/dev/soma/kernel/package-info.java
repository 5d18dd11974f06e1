/// The hot operations on float arrays, the only users of vectors, and the threads that share one of
/// them.
@NullMarked
package dev.soma.kernel;

import org.jspecify.annotations.NullMarked;
