/// What a person types: commands, flags and mistakes in them.
@NullMarked
package dev.soma.cli.args;

import org.jspecify.annotations.NullMarked;
