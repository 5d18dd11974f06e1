/// Numbers and categories as vectors, on the arrays of one pass.
@NullMarked
package dev.soma.engine.embed;

import org.jspecify.annotations.NullMarked;
