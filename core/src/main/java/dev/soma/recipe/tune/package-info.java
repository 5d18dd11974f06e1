/// A search for settings that are better than those of a recipe: what is tried, in which order, and
/// what came of it.
@NullMarked
package dev.soma.recipe.tune;

import org.jspecify.annotations.NullMarked;
