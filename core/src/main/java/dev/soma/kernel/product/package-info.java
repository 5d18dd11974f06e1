/// Matrix products in vectors: operands packed, tiles of the result in registers.
@NullMarked
package dev.soma.kernel.product;

import org.jspecify.annotations.NullMarked;
