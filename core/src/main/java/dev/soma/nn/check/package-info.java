/// What is checked of functions that users bring, and of the numbers that layers are made of.
@NullMarked
package dev.soma.nn.check;

import org.jspecify.annotations.NullMarked;
