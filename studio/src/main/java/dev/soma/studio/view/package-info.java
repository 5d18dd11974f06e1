/// What the page draws, computed from a snapshot of the weights.
@NullMarked
package dev.soma.studio.view;

import org.jspecify.annotations.NullMarked;
