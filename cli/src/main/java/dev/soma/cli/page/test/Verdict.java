package dev.soma.cli.page.test;

import dev.soma.cli.page.Numbers;
import dev.soma.cli.report.TestBlock;
import dev.soma.cli.report.TestResult;
import dev.soma.cli.screen.Text;
import dev.soma.eval.Metric;
import dev.soma.eval.PairedTest;
import dev.soma.recipe.OutOfFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How good a model is, in one sentence that says no more than the test rows do.
public final class Verdict {
  private Verdict() {}

  /// From the test rows: whether the model is better than always saying the same, and better than
  /// the linear model, by the paired intervals of both differences.
  public static String of(TestResult test) {
    PairedTest always = test.always();
    Metric metric = always.metric();
    String constant = TestBlock.constant(test.evaluation(), test.target());
    StringBuilder text = new StringBuilder("On ");
    text.append(Text.count(test.evaluation().rows(), "test row")).append(" the network ");
    text.append(
        switch (always.verdict()) {
          case FIRST -> "beats " + constant;
          case SECOND -> "is worse than " + constant;
          case NOT_SIGNIFICANT -> "is " + unclear(always) + constant;
        });
    text.append(" (").append(TestBlock.label(metric)).append(' ');
    text.append(Numbers.value(metric, always.first())).append(" against ");
    text.append(Numbers.value(metric, always.second())).append(')');
    Optional<PairedTest> linear = test.paired();
    linear.ifPresent(
        p -> {
          boolean beaten = always.verdict() == PairedTest.Verdict.FIRST;
          text.append(
              switch (p.verdict()) {
                case FIRST -> (beaten ? " and" : ", but") + " beats a linear model";
                case SECOND -> (beaten ? ", but" : " and") + " is worse than a linear model";
                case NOT_SIGNIFICANT -> ", " + unclear(p) + "a linear model";
              });
          text.append(" (").append(Numbers.value(metric, p.second())).append(')');
        });
    return text.append('.').toString();
  }

  /// On which side the network is where the interval does not say it.
  static String unclear(PairedTest test) {
    int side = Double.compare(test.first(), test.second());
    if (side == 0) {
      return "no better than ";
    }
    boolean ahead = side > 0 == test.metric().higherIsBetter();
    return ahead ? "not clearly better than " : "not clearly worse than ";
  }

  /// Without test rows: what the folds say of the rows that they held out, or nothing.
  public static String of(Optional<OutOfFold> folds) {
    String none = "No test rows were held out";
    return folds
        .filter(f -> !f.parts().isEmpty())
        .map(
            f -> {
              OutOfFold.Score s = f.scores().getFirst();
              return none
                  + "; on rows that each fold held out, "
                  + TestBlock.label(s.metric())
                  + " is "
                  + Numbers.value(s.metric(), s.mean())
                  + " ± "
                  + Numbers.value(s.metric(), s.sd())
                  + ".";
            })
        .orElse(none + ": how good the network is on new rows is not known.");
  }

  /// What else has to be known first: the intervals, and few rows.
  public static List<String> remarks(TestResult test) {
    List<String> remarks = new ArrayList<>();
    Metric metric = test.always().metric();
    test.evaluation()
        .score(metric)
        .filter(s -> !TestBlock.range(s).isEmpty())
        .ifPresent(
            s ->
                remarks.add(
                    "95 % interval of "
                        + TestBlock.label(metric)
                        + ": "
                        + Text.minus(TestBlock.range(s))
                        + ". “Beats” means that the 95 % interval of the difference on the same"
                        + " rows leaves out 0; “not clearly” that it does not."));
    return remarks;
  }
}
