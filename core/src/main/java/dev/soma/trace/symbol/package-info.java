/// Which characters of a written trace stand for which entry of which tensor.
@NullMarked
package dev.soma.trace.symbol;

import org.jspecify.annotations.NullMarked;
