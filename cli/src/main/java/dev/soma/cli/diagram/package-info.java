/// A network with its trained weights as a picture.
@NullMarked
package dev.soma.cli.diagram;

import org.jspecify.annotations.NullMarked;
