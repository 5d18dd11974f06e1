/// Every value of a run: its flag, its line in `config.toml`, and what it means.
@NullMarked
package dev.soma.cli.config;

import org.jspecify.annotations.NullMarked;
