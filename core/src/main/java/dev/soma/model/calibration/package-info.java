/// What is learned from the validation rows when the weights stand: temperature, threshold,
/// intervals.
@NullMarked
package dev.soma.model.calibration;

import org.jspecify.annotations.NullMarked;
