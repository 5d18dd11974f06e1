/// Sections on how good it is: on test rows, and on rows that folds held out.
@NullMarked
package dev.soma.cli.page.test;

import org.jspecify.annotations.NullMarked;
