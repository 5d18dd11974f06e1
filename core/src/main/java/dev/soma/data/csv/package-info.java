/// Rows of delimited text files, with everything about the file detected.
@NullMarked
package dev.soma.data.csv;

import org.jspecify.annotations.NullMarked;
