/// What a network says of rows of the table: how often it is right, of which rows it is wrong, and
/// what it would say if a value were another.
@NullMarked
package dev.soma.studio.result;

import org.jspecify.annotations.NullMarked;
