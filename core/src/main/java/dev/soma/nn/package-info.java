/// What a network is, and the fast engine that runs it forward and backward.
@NullMarked
package dev.soma.nn;

import org.jspecify.annotations.NullMarked;
