/// The page of Soma: a network that is trained by the real engine, and seen while it learns.
@NullMarked
package dev.soma.studio;

import org.jspecify.annotations.NullMarked;
