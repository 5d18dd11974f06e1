/// Measurements of the library; never published.
@NullMarked
package dev.soma.bench;

import org.jspecify.annotations.NullMarked;
