/// Rows from anywhere: objects, databases, image files, streams of bytes.
@NullMarked
package dev.soma.data.read;

import org.jspecify.annotations.NullMarked;
