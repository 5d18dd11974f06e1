/// What the columns of a table do to the predictions of a model: of one row, and of all.
@NullMarked
package dev.soma.model.explain;

import org.jspecify.annotations.NullMarked;
