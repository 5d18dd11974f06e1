/// The command that opens the page, `studio`.
@NullMarked
package dev.soma.cli.page;

import org.jspecify.annotations.NullMarked;
