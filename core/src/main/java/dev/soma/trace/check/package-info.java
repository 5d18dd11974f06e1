/// What a gradient check has found: derivatives beside differences, and where J bends.
@NullMarked
package dev.soma.trace.check;

import org.jspecify.annotations.NullMarked;
