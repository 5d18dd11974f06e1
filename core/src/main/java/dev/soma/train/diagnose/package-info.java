/// Diagnostics of a run: conditions, what shows them, and what helps.
@NullMarked
package dev.soma.train.diagnose;

import org.jspecify.annotations.NullMarked;
