/// From the gradient to new weights: optimizers, schedules of the rate, clipping, penalties.
@NullMarked
package dev.soma.optim;

import org.jspecify.annotations.NullMarked;
