package dev.soma.data.remedy;

import dev.soma.data.read.ReadOptions;
import dev.soma.data.read.SourceInfo;
import dev.soma.data.text.NumberText;
import dev.soma.error.Fix;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The decimal mark of rows that a trained model is to read. The other one is proposed only if it
/// reads all numbers that the one in force reads.
///
/// @param source where the rows come from
/// @param options how they were read
/// @param columns the columns of numbers that the model reads
public record RowsMark(SourceInfo source, ReadOptions options, List<Numbers> columns) {
  /// A column of numbers.
  ///
  /// @param text the value of a row
  /// @param here its number by the mark in force, NaN if it is none
  /// @param there its number by the other mark, NaN if it is none
  public record Numbers(
      String name,
      int rows,
      IntFunction<String> text,
      IntToDoubleFunction here,
      IntToDoubleFunction there) {
    private IntStream read(boolean wanted) {
      return IntStream.range(0, rows).filter(r -> Double.isFinite(here.applyAsDouble(r)) == wanted);
    }
  }

  /// Copies.
  public RowsMark {
    columns = List.copyOf(columns);
  }

  /// The mark that is not in force.
  public static char other(ReadOptions options) {
    return options.format().decimal() == '.' ? ',' : '.';
  }

  /// What says the other mark.
  public static Fix fix(ReadOptions options) {
    return Fix.set("--decimal", String.valueOf(other(options)));
  }

  /// What is to be done, with the other mark in the first place: as it is typed, or that the rows
  /// are to be given one mark.
  ///
  /// @param fixes of a refusal, which may propose the other mark for one column
  /// @param truth the columns of true values that are refused; none if others are
  public List<Fix> fixes(List<Fix> fixes, List<Numbers> truth) {
    Fix mark = fix(options);
    if (!fixes.contains(mark) && truth.stream().noneMatch(this::isOther)) {
      return fixes;
    }
    boolean all = columns.stream().allMatch(this::staysRead);
    boolean memory = source.name().equals(SourceInfo.memory().name());
    String rows = memory ? "the table" : source.name();
    Fix first = all ? mark : Fix.of("give " + rows + " one decimal mark");
    return Stream.concat(Stream.of(first), fixes.stream().filter(f -> !f.equals(mark))).toList();
  }

  /// Whether the other mark reads what the one in force reads, and as the same number where signs
  /// and thousands were asked for.
  private boolean staysRead(Numbers column) {
    boolean typed = options.number().contains(column.name);
    return column
        .read(true)
        .allMatch(
            r -> {
              double there = column.there.applyAsDouble(r);
              return typed ? there == column.here.applyAsDouble(r) : Double.isFinite(there);
            });
  }

  /// Whether all values that the mark in force does not read are numbers by the other one.
  private boolean isOther(Numbers column) {
    int[] wrong =
        column.read(false).filter(r -> Double.isNaN(column.here.applyAsDouble(r))).toArray();
    char decimal = options.format().decimal();
    return wrong.length > 0
        && IntStream.of(wrong)
            .allMatch(r -> NumberText.hasOtherMark(column.text.apply(r), decimal));
  }
}
