/// The page of a run: one HTML file of sections that needs nothing else.
@NullMarked
package dev.soma.cli.page;

import org.jspecify.annotations.NullMarked;
