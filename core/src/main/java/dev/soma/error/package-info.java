/// Errors with an id, a place and a fix.
@NullMarked
package dev.soma.error;

import org.jspecify.annotations.NullMarked;
