/// The command line: options in, narration on stderr, results on stdout.
@NullMarked
package dev.soma.cli;

import org.jspecify.annotations.NullMarked;
