/// The command `tune`: a search for settings that are better than those of the recipe.
@NullMarked
package dev.soma.cli.tune;

import org.jspecify.annotations.NullMarked;
