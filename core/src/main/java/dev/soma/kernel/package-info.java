/// The hot operations on float arrays, and the only users of vectors and threads.
@NullMarked
package dev.soma.kernel;

import org.jspecify.annotations.NullMarked;
