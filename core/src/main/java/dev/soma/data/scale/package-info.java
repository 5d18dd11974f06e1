/// How numbers are brought to one size: standardised, robustly, or by their quantiles; and how such
/// scales are read from a file again.
@NullMarked
package dev.soma.data.scale;

import org.jspecify.annotations.NullMarked;
