/// Diagnostics on the screen: of columns, of a run, and the pages of `soma why`.
@NullMarked
package dev.soma.cli.diagnose;

import org.jspecify.annotations.NullMarked;
