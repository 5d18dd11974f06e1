/// Several networks at once.
@NullMarked
package dev.soma.train.parallel;

import org.jspecify.annotations.NullMarked;
