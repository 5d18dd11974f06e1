/// How rows are shared out to parts: by strata, by groups, by time; on numbers alone.
@NullMarked
package dev.soma.data.split;

import org.jspecify.annotations.NullMarked;
