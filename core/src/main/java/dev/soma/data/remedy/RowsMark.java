package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.MarkedNumber;
import dev.soma.data.text.Missing;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The decimal mark of rows that a trained model is to read, and the other one.
///
/// @param source where the rows come from
/// @param options how they were read
public record RowsMark(SourceInfo source, ReadOptions options) {
  /// How the same texts are read by the other mark.
  public ReadOptions other() {
    char mark = NumberText.otherMark(options.format().decimal());
    return options.format(options.format().decimal(mark));
  }

  /// What says the other mark; empty unless it makes rows usable and none unusable.
  ///
  /// @param here rows that are unusable by the mark in force
  /// @param there rows that are unusable by the other one
  public Optional<Fix> fix(Set<Integer> here, Set<Integer> there) {
    if (there.size() >= here.size() || !here.containsAll(there)) {
      return Optional.empty();
    }
    Fix mark = Fix.set("--decimal", String.valueOf(other().format().decimal()));
    boolean all = there.isEmpty() || options.skipBadRows();
    return Optional.of(all ? mark : new Fix(mark.text() + " --on-bad-row skip", mark.flag()));
  }

  /// What is to be done where columns have different marks.
  public Fix one() {
    boolean memory = source.name().equals(SourceInfo.memory().name());
    return Fix.oneMark(memory ? "the table" : source.name());
  }

  /// Whether these values, of which the mark in force reads none, are numbers by the other one;
  /// those that are not there do not count.
  public boolean isOther(String column, List<String> texts) {
    List<String> there = texts.stream().filter(t -> !Missing.is(t)).toList();
    return !there.isEmpty()
        && there.stream()
            .allMatch(
                t ->
                    Double.isNaN(options.number(column, t))
                        && Double.isFinite(other().number(column, t)));
  }

  /// Whether the other mark reads all values of a column that the one in force reads.
  public boolean keeps(String column, List<String> texts) {
    return texts.stream()
        .filter(t -> Double.isFinite(options.number(column, t)))
        .allMatch(t -> Double.isFinite(other().number(column, t)));
  }

  /// Whether the other mark may be that of a column of which values are a number by either mark,
  /// but not the same one, since what is a decimal mark for one parts thousands for the other. Most
  /// of them have to be in the range of the training rows then, and none as they are read now.
  ///
  /// @param texts its values, each once
  /// @param min the smallest number of the training rows
  /// @param max the largest one
  public boolean fits(String column, List<String> texts, double min, double max) {
    boolean typed = options.number().contains(column);
    char here = options.format().decimal();
    if (!typed && !MarkedNumber.are(texts, here)) {
      return true; // some value parts no thousands
    }
    char there = other().format().decimal();
    int changed = 0;
    int inRange = 0;
    for (String text : texts) {
      double now = MarkedNumber.parse(text, here);
      double then = MarkedNumber.parse(text, there);
      if (now != then && Double.isFinite(now) && Double.isFinite(then)) {
        if (typed && now >= min && now <= max) {
          return false;
        }
        changed++;
        inRange += then >= min && then <= max ? 1 : 0;
      }
    }
    return 2 * inRange >= changed;
  }
}
