/// How good predictions are: metrics, their confidence intervals, comparisons.
@NullMarked
package dev.soma.eval;

import org.jspecify.annotations.NullMarked;
