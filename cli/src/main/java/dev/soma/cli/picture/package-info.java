/// Pictures: shapes in a plane, charts and network diagrams made of them, written as SVG or TikZ.
@NullMarked
package dev.soma.cli.picture;

import org.jspecify.annotations.NullMarked;
