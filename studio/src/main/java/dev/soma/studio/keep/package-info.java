/// What is kept of that which was computed.
@NullMarked
package dev.soma.studio.keep;

import org.jspecify.annotations.NullMarked;
