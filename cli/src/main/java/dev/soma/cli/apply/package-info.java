/// Commands that use a model: `predict`, `evaluate`, `inspect`.
@NullMarked
package dev.soma.cli.apply;

import org.jspecify.annotations.NullMarked;
