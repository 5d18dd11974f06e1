/// The command that opens the page of a training, `studio`.
@NullMarked
package dev.soma.cli.studio;

import org.jspecify.annotations.NullMarked;
