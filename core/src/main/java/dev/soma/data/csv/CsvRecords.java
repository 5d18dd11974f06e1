package dev.soma.data.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.soma.data.read.Fields;

/// Copies the fields of a record into the row that was asked for, and counts the lines it spans.
final class CsvRecords extends AbstractBaseCsvCallbackHandler<CsvRecords> {
  private final boolean keepBlanks;
  private Fields into = new Fields();
  private int quotedLines;

  /// @param keepBlanks whether blanks around a field without quotes belong to it
  CsvRecords(boolean keepBlanks) {
    this.keepBlanks = keepBlanks;
  }

  void into(Fields row) {
    into = row;
  }

  /// The line where the field begins that comes next.
  int currentLine() {
    return Math.toIntExact(getStartingLineNumber()) + quotedLines;
  }

  /// How many line ends stand within the quotes of the record.
  int quotedLines() {
    return quotedLines;
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    into.begin(Math.toIntExact(startingLineNumber));
    quotedLines = 0;
  }

  @Override
  protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
    int from = offset;
    int to = offset + length;
    if (quoted) {
      for (int i = from; i < to; i++) {
        quotedLines += text[i] == '\n' || (text[i] == '\r' && !newLine(text, i + 1, to)) ? 1 : 0;
      }
    } else if (!keepBlanks) {
      while (from < to && text[from] == ' ') {
        from++;
      }
      while (to > from && text[to - 1] == ' ') {
        to--;
      }
    }
    into.add(text, from, to - from);
  }

  private static boolean newLine(char[] text, int at, int to) {
    return at < to && text[at] == '\n';
  }

  @Override
  protected CsvRecords buildRecord() {
    return this;
  }
}
