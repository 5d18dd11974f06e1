/// Values that are too many for the heap: in work files that are written once and then mapped.
@NullMarked
package dev.soma.data.store;

import org.jspecify.annotations.NullMarked;
