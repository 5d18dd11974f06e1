/// What is checked of functions that users bring.
@NullMarked
package dev.soma.nn.check;

import org.jspecify.annotations.NullMarked;
