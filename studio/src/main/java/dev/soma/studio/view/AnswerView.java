package dev.soma.studio.view;

import dev.soma.studio.draw.Blanks;
import dev.soma.studio.run.Snapshots.Snapshot;
import dev.soma.studio.run.Subject;
import dev.soma.studio.view.StepView.Wish;
import dev.soma.trace.BackpropTrace;
import dev.soma.trace.text.TraceText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What belongs into one blank of the step view, and whether a student has predicted it.
public final class AnswerView {
  private AnswerView() {}

  /// The comparison as data. The result is in it if it was predicted, or if it is to be revealed.
  ///
  /// @param wish as the operations are shown, with blanks
  /// @param op the operation, from 0
  /// @param blank of the operation, from 0
  /// @param typed what was predicted; blank if nothing was
  /// @param reveal whether the result is wanted in any case
  /// @throws IndexOutOfBoundsException if there is no such blank
  public static Map<String, Object> of(
      Subject subject,
      Snapshot snapshot,
      Wish wish,
      int op,
      int blank,
      String typed,
      boolean reveal) {
    BackpropTrace trace = StepView.trace(subject, snapshot, wish);
    Wish blanks = new Wish(wish.part(), wish.row(), true, wish.sums());
    List<String> answers =
        Blanks.answers(
            TraceText.parts(trace, blanks.detail()).get(op),
            TraceText.parts(trace, blanks.detail().solution()).get(op));
    String answer = answers.get(blank);
    boolean right = Blanks.right(typed, answer);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("right", right);
    data.put("tolerance", Blanks.tolerance(answer).stripTrailingZeros().toPlainString());
    if (right || reveal) {
      data.put("answer", answer);
    }
    return data;
  }
}
