/// What is chosen where nothing was said: a recipe for every effort.
@NullMarked
package dev.soma.recipe.effort;

import org.jspecify.annotations.NullMarked;
