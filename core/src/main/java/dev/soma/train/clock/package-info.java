/// How long a run will go on, by the times that it is told.
@NullMarked
package dev.soma.train.clock;

import org.jspecify.annotations.NullMarked;
