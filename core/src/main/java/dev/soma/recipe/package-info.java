/// What `train` does when told nothing, and the entry point of the Java API.
@NullMarked
package dev.soma.recipe;

import org.jspecify.annotations.NullMarked;
