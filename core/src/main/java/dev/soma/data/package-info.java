/// Tables: typed columns, their schema, the target and the split.
@NullMarked
package dev.soma.data;

import org.jspecify.annotations.NullMarked;
