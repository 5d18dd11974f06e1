package dev.soma.trace.symbol;

/// Characters of a part that stand for a symbol: its letters, a number, or the blank in its place.
///
/// @param text which text of the part: 0 the formula, 1 the value, 2 and on the notes
/// @param from the first character, from 0
/// @param to after the last one
/// @param symbol what they stand for
public record Mark(int text, int from, int to, Symbol symbol) {}
