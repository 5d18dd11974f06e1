package dev.soma.data.read;

/// A row that a trained encoder can do nothing with, and the first of what is wrong with it.
///
/// @param row its place in the table, from 0
/// @param id of the error that refuses it
/// @param reason `column "a": "zz"`
public record UnusableRow(int row, String id, String reason) {}
