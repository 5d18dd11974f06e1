/// Sections on what was trained: rows, network, curves, weights, how to do it again.
@NullMarked
package dev.soma.cli.page.run;

import org.jspecify.annotations.NullMarked;
