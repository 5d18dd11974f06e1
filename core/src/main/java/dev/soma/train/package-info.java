/// The training loop: settings, events, early stopping, and what a run was like.
@NullMarked
package dev.soma.train;

import org.jspecify.annotations.NullMarked;
