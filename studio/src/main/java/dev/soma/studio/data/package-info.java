/// What is learned from on the page: toy sets, and tables of one's own.
@NullMarked
package dev.soma.studio.data;

import org.jspecify.annotations.NullMarked;
