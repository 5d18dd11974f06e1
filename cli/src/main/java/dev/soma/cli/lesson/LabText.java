package dev.soma.cli.lesson;

import dev.soma.cli.screen.Screen;
import dev.soma.cli.screen.Text;
import dev.soma.lesson.approximate.Approximation;
import dev.soma.lesson.approximate.Approximation.Found;
import dev.soma.lesson.approximate.Approximation.Trial;
import dev.soma.lesson.approximate.Jump;
import dev.soma.lesson.approximate.OneLayer;
import dev.soma.lesson.approximate.SupError;
import dev.soma.lesson.approximate.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// An [Approximation] as lines of text.
final class LabText {
  private static final int UNITS = 4;
  private static final int HEIGHT = 8;
  private static final int MANY = 20_000; // units that can be waited for

  private final Approximation lab;
  private final ReportText text;
  private final Plot plot;

  LabText(Approximation lab, Screen.Look look) {
    this.lab = lab;
    this.text = new ReportText(look);
    this.plot = new Plot(Math.min(100, look.width()), HEIGHT, look.ascii());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    say(lines, "LAB    ", lab.where() + ", eps " + Text.shortest(lab.epsilon()));
    say(lines, "  ", steepest());
    jump(lines);
    for (Found found : lab.built()) {
      lines.add("");
      built(lines, found);
    }
    if (lab.budget().trained() > 0) {
      lines.add("");
      trained(lines);
    }
    lines.add("");
    say(
        lines,
        "NOTE   ",
        "The theorem promises that some width is enough for every continuous f and every eps. It does not say which,"
            + " nor that training finds the weights. What was found here are upper bounds of the width.");
    if (!lab.reached()) {
      say(lines, "NEXT   ", again());
    }
    return lines;
  }

  private String steepest() {
    if (!Double.isInfinite(lab.steepest())) {
      return "slopes of f: at most " + Text.figure(lab.steepest()) + ", by interval arithmetic";
    }
    return lab.jump() == null
        ? "slopes of f: without a bound that is known; no jump was found"
        : "slopes of f: without bound, since f jumps";
  }

  private void jump(List<String> lines) {
    Jump jump = lab.jump();
    if (jump != null) {
      String y = lab.target().inputs() == 2 ? ", y = " + Text.figure(jump.y()) : "";
      String end = jump.isAtEnd(lab.target()) ? ", the end of the interval" : "";
      String place = " at x = " + Text.figure(jump.x()) + y + end;
      String least = ": no network of continuous units is nearer than " + Text.figure(jump.least());
      String vain = lab.inVain() ? ", so no width reaches this eps" : "";
      say(
          lines,
          "  ",
          "f jumps by " + Text.figure(jump.size()) + place + least + " everywhere" + vain);
    }
  }

  /// The same with an eps that can be reached.
  private String again() {
    Target target = lab.target();
    return "soma lesson approximate --function \""
        + target.f()
        + "\" --epsilon "
        + Text.shortest(lab.withinReach())
        + (target.from() == 0 ? "" : " --from " + Text.shortest(target.from()))
        + (target.to() == 1 ? "" : " --to " + Text.shortest(target.to()))
        + (target.inputs() == target.f().inputs() ? "" : " --inputs " + target.inputs());
  }

  private void built(List<String> lines, Found found) {
    boolean steps = found.kind().equals("steps");
    say(
        lines,
        "HAND   ",
        steps ? "stairs of steep logistic units" : "hinges: a line from knot to knot, by ReLUs");
    String formula =
        Double.isInfinite(found.formula())
            ? "the formula gives no width: f has no bounded " + (steps ? "slope" : "bend")
            : "the formula asks for "
                + Text.count((long) found.formula())
                + (steps ? " (max |f'| is a bound)" : " (max |f''| is an estimate)");
    say(lines, "  ", formula);
    if (found.net() == null) {
      say(lines, "  ", none(found));
      return;
    }
    say(
        lines,
        "  ",
        "smallest of all widths tried from 1 on: "
            + Text.count(found.net().units(), "hidden unit"));
    show(lines, found.net(), found.error());
  }

  private String none(Found found) {
    if (lab.inVain()) {
      return "not built: no width is enough";
    }
    String more =
        found.formula() <= MANY
            ? ": --most-built " + (long) found.formula() + " allows enough"
            : "";
    return "none of up to " + Text.count(lab.budget().built(), "unit") + " is near enough" + more;
  }

  private void trained(List<String> lines) {
    Found found = lab.trained();
    say(
        lines,
        "TRAIN  ",
        "logistic units, L-BFGS, "
            + lab.budget().iterations()
            + " iterations, "
            + Text.count(lab.budget().seeds(), "seed")
            + " a width, from "
            + lab.seed()
            + "; widths doubled, then halved");
    for (Trial trial : lab.trials()) {
      String verdict = trial.error() <= lab.epsilon() ? "near enough" : "too far";
      say(
          lines,
          "    ",
          Text.count(trial.units(), "unit")
              + ": "
              + digits(trial.error())
              + " on a grid, seed "
              + trial.seed()
              + ", "
              + verdict);
    }
    if (found.net() == null) {
      say(lines, "  ", "none is near enough");
      return;
    }
    say(lines, "  ", "smallest found: " + Text.count(found.net().units(), "hidden unit"));
    show(lines, found.net(), found.error());
  }

  private void show(List<String> lines, OneLayer net, @Nullable SupError error) {
    if (error != null) {
      errors(lines, error);
    }
    String steepest = "slopes of the network: at most " + Text.figure(net.steepest());
    say(lines, "  ", steepest + ", from its weights");
    String bias = "output bias " + Text.figure(net.c());
    say(lines, "  ", bias + "; units, and what each adds at the end of the domain:");
    for (int i = 0; i < Math.min(UNITS, net.units()); i++) {
      say(lines, "    ", unit(net, i));
    }
    if (net.units() > UNITS) {
      say(lines, "    ", "… " + Text.count(net.units() - UNITS) + " more (--json has all)");
    }
    if (lab.target().inputs() == 1) {
      draw(lines, net);
    }
  }

  private void errors(List<String> lines, SupError error) {
    String y = lab.target().inputs() == 2 ? ", y = " + Text.figure(error.y()) : "";
    String points = ", greatest of " + Text.count(error.points(), "point");
    String found = "sup-error " + digits(error.found()) + " at x = " + Text.figure(error.x());
    say(lines, "  ", found + y + points);
    String holds = error.bound() <= lab.epsilon() ? ", so eps holds" : "";
    String bound =
        Double.isInfinite(error.bound())
            ? "no bound"
            : "at most " + digits(error.bound()) + " everywhere" + holds;
    say(lines, "  ", "between the points: " + bound + " (interval arithmetic)");
  }

  private static String digits(double x) {
    return String.format(Locale.ROOT, "%.4g", x);
  }

  private String unit(OneLayer net, int i) {
    double[] w = net.w()[i];
    Target target = lab.target();
    return Text.figure(net.v()[i])
        + " "
        + net.f().text()
        + "("
        + Text.figure(w[0])
        + " x"
        + (w.length > 1 ? signed(w[1]) + " y" : "")
        + signed(net.b()[i])
        + ")   adds "
        + Text.figure(net.contribution(i, target.to(), target.to()));
  }

  private static String signed(double x) {
    return x < 0 ? " - " + Text.figure(-x) : " + " + Text.figure(x);
  }

  /// f and the network, then their difference in the band of eps.
  private void draw(List<String> lines, OneLayer net) {
    Target target = lab.target();
    double lo = Double.POSITIVE_INFINITY;
    double hi = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= 200; i++) {
      double f = target.at(target.from() + (target.to() - target.from()) * i / 200, 0);
      lo = Math.min(lo, f);
      hi = Math.max(hi, f);
    }
    double margin = Math.max(1e-9, (hi - lo) * 0.05);
    DoubleUnaryOperator f = x -> target.at(x, 0);
    DoubleUnaryOperator h = x -> net.at(x, 0);
    say(lines, "  ", "f and h:");
    lines.addAll(plot.lines(target.from(), target.to(), lo - margin, hi + margin, List.of(f, h)));
    say(lines, "  ", "h - f between -eps and eps:");
    DoubleUnaryOperator gap = x -> net.at(x, 0) - target.at(x, 0);
    lines.addAll(
        plot.lines(target.from(), target.to(), -lab.epsilon(), lab.epsilon(), List.of(gap)));
  }

  private void say(List<String> lines, String head, String what) {
    lines.addAll(text.wrapped(what, head, " ".repeat(head.length())));
  }
}
