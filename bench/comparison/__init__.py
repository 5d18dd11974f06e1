"""The comparison with other libraries: bench/compare. Standard library only."""
