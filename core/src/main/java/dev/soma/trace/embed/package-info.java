/// Embeddings of one row in the lecture's way; all forms of backpropagation share them.
@NullMarked
package dev.soma.trace.embed;

import org.jspecify.annotations.NullMarked;
