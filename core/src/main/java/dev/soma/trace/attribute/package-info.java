/// How much each input contributes to a score: gradients integrated along a line.
@NullMarked
package dev.soma.trace.attribute;

import org.jspecify.annotations.NullMarked;
