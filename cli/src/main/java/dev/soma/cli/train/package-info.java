/// The command `train`: from rows to a tested, saved model.
@NullMarked
package dev.soma.cli.train;

import org.jspecify.annotations.NullMarked;
