/// Where a network begins, when the training rows decide it.
@NullMarked
package dev.soma.train.start;

import org.jspecify.annotations.NullMarked;
