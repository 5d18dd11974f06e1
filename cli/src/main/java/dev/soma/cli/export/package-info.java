/// export: models in forms of other programs.
@NullMarked
package dev.soma.cli.export;

import org.jspecify.annotations.NullMarked;
