/// What a network is: layers, activations, losses, parameters.
@NullMarked
package dev.soma.nn;

import org.jspecify.annotations.NullMarked;
