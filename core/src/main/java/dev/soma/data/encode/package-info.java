/// What the network sees of a table, learned on training rows only.
@NullMarked
package dev.soma.data.encode;

import org.jspecify.annotations.NullMarked;
