/// How numbers are brought to one size: standardised, robustly, or by their quantiles.
@NullMarked
package dev.soma.data.scale;

import org.jspecify.annotations.NullMarked;
