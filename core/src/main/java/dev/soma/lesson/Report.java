package dev.soma.lesson;

import dev.soma.error.SomaException;
import dev.soma.lesson.toy.ToyRows;
import dev.soma.nn.Loss;
import dev.soma.nn.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What a lesson found out when it was run: all that a screen or a page shows of it.
///
/// @param lesson which
/// @param seed of its rows and weights; equal seeds give equal reports
/// @param formulas of the lecture that the lesson is about
/// @param findings tables of measured numbers
/// @param question what is asked next
/// @param answer what was measured for the answer, shown after it
/// @param rows a set of rows to go on with
/// @param network a network of the lesson to go on with
/// @param loss that it was trained with
/// @param commands how to go on; DATA and WEIGHTS stand for files that hold `rows` and `network`
/// @param curves more of what the findings have a few numbers of; none for some lessons
public record Report(
    Lesson lesson,
    long seed,
    List<String> formulas,
    List<Table> findings,
    Question question,
    Table answer,
    ToyRows rows,
    Parameters network,
    Loss loss,
    List<String> commands,
    List<Curves> curves) {
  /// Copies the lists.
  public Report {
    formulas = List.copyOf(formulas);
    findings = List.copyOf(findings);
    commands = List.copyOf(commands);
    curves = List.copyOf(curves);
  }

  /// A report without curves.
  Report(
      Lesson lesson,
      long seed,
      List<String> formulas,
      List<Table> findings,
      Question question,
      Table answer,
      ToyRows rows,
      Parameters network,
      Loss loss,
      List<String> commands) {
    this(
        lesson, seed, formulas, findings, question, answer, rows, network, loss, commands,
        List.of());
  }

  /// The same with curves.
  Report with(Curves... drawn) {
    return new Report(
        lesson,
        seed,
        formulas,
        findings,
        question,
        answer,
        rows,
        network,
        loss,
        commands,
        List.of(drawn));
  }

  /// Numbers along an axis, to be drawn together.
  ///
  /// @param title what was measured
  /// @param across what the axis is
  /// @param logarithmic whether the numbers are of many sizes
  /// @param x places on the axis
  /// @param curves one a case; one that diverged is shorter than the axis
  public record Curves(
      String title, String across, boolean logarithmic, List<Double> x, List<Line> curves) {
    /// Copies the lists.
    public Curves {
      x = List.copyOf(x);
      curves = List.copyOf(curves);
    }

    /// Curves over 0, 1, 2, ..., as far as the longest of them, at most `most` places.
    static Curves of(
        String title, String across, boolean logarithmic, int first, int most, List<Line> all) {
      int longest = all.stream().mapToInt(l -> l.values().size()).max().orElse(0);
      int n = Math.min(most, longest);
      return new Curves(
          title,
          across,
          logarithmic,
          IntStream.range(first, first + n).mapToObj(i -> (double) i).toList(),
          all.stream()
              .map(l -> new Line(l.label(), l.values().subList(0, Math.min(n, l.values().size()))))
              .toList());
    }
  }

  /// Measured numbers.
  ///
  /// @param title what was measured
  /// @param columns headings, that of the labels first
  /// @param lines one a case
  public record Table(String title, List<String> columns, List<Line> lines) {
    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if a line has another number of entries than the headings
    public Table {
      columns = List.copyOf(columns);
      lines = List.copyOf(lines);
      for (Line line : lines) {
        if (line.values().size() != columns.size() - 1) {
          throw new IllegalArgumentException(line + " does not fit " + columns);
        }
      }
    }

    /// The number in a line and column, by their names.
    ///
    /// @throws IllegalArgumentException if there is none
    public double value(String label, String column) {
      int c = columns.indexOf(column);
      return lines.stream()
          .filter(l -> c > 0 && l.label().equals(label))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no " + label + ", " + column))
          .values()
          .get(c - 1);
    }
  }

  /// One case of a [Table].
  ///
  /// @param label its name
  /// @param values its numbers; NaN where there is none, infinite where a run diverged
  public record Line(String label, List<Double> values) {
    /// Copies the list.
    public Line {
      values = List.copyOf(values);
    }

    static Line of(String label, double... values) {
      return new Line(label, java.util.Arrays.stream(values).boxed().toList());
    }
  }

  /// A question whose answer the lesson has measured.
  ///
  /// @param text the question
  /// @param options answers to choose from, named a, b, c; none if a number is asked for
  /// @param answer the right letter, or the number
  /// @param tolerance how far off a number may be, as a share of it
  /// @param because why it is so
  public record Question(
      String text, List<String> options, String answer, double tolerance, String because) {
    /// Copies the list.
    public Question {
      options = List.copyOf(options);
    }

    static Question choice(String text, List<String> options, char right, String because) {
      return new Question(text, options, String.valueOf(right), 0, because);
    }

    /// @param answer written with four significant digits, or as a whole number
    static Question number(String text, double answer, double tolerance, String because) {
      String digits =
          answer == Math.rint(answer)
              ? Long.toString((long) answer)
              : String.format(Locale.ROOT, "%.4g", answer);
      return new Question(text, List.of(), digits, tolerance, because);
    }

    /// Whether an answer is right.
    ///
    /// @param given a letter, or a number
    /// @throws SomaException.Usage E209 if it is neither an option nor a number
    public boolean check(String given) {
      String text = given.strip().toLowerCase(Locale.ROOT);
      if (!options.isEmpty()) {
        if (text.length() != 1 || text.charAt(0) < 'a' || text.charAt(0) >= 'a' + options.size()) {
          throw new SomaException.Usage(
              "E209",
              "--check \""
                  + given
                  + "\" · expected a letter, a to "
                  + (char) ('a' + options.size() - 1),
              "--check a");
        }
        return text.equals(answer);
      }
      try {
        double right = Double.parseDouble(answer);
        return Math.abs(Double.parseDouble(text) - right) <= tolerance * Math.abs(right);
      } catch (NumberFormatException _) {
        throw new SomaException.Usage(
            "E209", "--check \"" + given + "\" · expected a number", "--check 1");
      }
    }
  }
}
