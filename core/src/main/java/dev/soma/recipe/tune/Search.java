package dev.soma.recipe.tune;

import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A search: which trial is run next, and which was the best.
///
/// Trial 0 is the recipe itself, with all its epochs. The others come in brackets of
/// [Halving#bracket], one after the other: all trials of a bracket run the epochs of the first
/// rung, the best third those of the second, and so on. What is next follows from the results so
/// far and from nothing else, so that a search goes on from its log as if nothing had been.
///
/// @param space where it looks
/// @param halving the rungs
/// @param trials how many, the recipe included, >= 1
/// @param higherIsBetter of the metric
/// @param seeds that the trials are drawn from
public record Search(
    Space space, Halving halving, int trials, boolean higherIsBetter, Seeds seeds) {
  /// Checks.
  public Search {
    if (trials < 1) {
      throw new IllegalArgumentException("a search needs a trial, got " + trials);
    }
  }

  /// What is to be run.
  ///
  /// @param trial with which values
  /// @param epochs for how long
  public record Job(Trial trial, int epochs) {}

  /// Runs a trial.
  @FunctionalInterface
  public interface Runner {
    /// Runs it to its end.
    ///
    /// @return null if that was not possible: then the search ends
    @Nullable Result run(Job job);
  }

  /// Runs what is left to be run, until nothing is left or the runner has enough.
  ///
  /// @param done results so far, such as those of a log, in any order; those that this search does
  ///   not come to, because it has fewer trials than the one that they are of, are left out
  /// @param finished is told each result as it comes, not those that were there
  /// @return all results, in the order in which an unbroken search has them
  public List<Result> run(List<Result> done, Runner runner, Consumer<Result> finished) {
    Map<Key, Result> known = byKey(done);
    List<Result> results = new ArrayList<>();
    Optional<Job> next = next(results);
    while (next.isPresent()) {
      Job job = next.get();
      Result result = known.get(new Key(job.trial().index(), job.epochs()));
      if (result == null) {
        result = runner.run(job);
        if (result == null) {
          break;
        }
        finished.accept(result);
      }
      results.add(result);
      next = next(results);
    }
    return List.copyOf(results);
  }

  /// Epochs of all runs of a network together, if no trial diverges.
  public long epochs() {
    long all = halving.all(); // of the recipe
    for (int first = 1; first < trials; first += halving.bracket()) {
      int on = Math.min(trials - first, halving.bracket());
      for (int epochs : halving.epochs()) {
        all += (long) on * epochs;
        on = halving.kept(on);
      }
    }
    return all;
  }

  private record Key(int trial, int epochs) {}

  private static Map<Key, Result> byKey(List<Result> results) {
    Map<Key, Result> all = new HashMap<>();
    results.forEach(r -> all.putIfAbsent(new Key(r.trial().index(), r.epochs()), r));
    return all;
  }

  /// What comes next; empty if all is done.
  public Optional<Job> next(List<Result> results) {
    Map<Key, Result> known = byKey(results);
    if (!known.containsKey(new Key(0, halving.all()))) {
      return Optional.of(job(0, halving.all()));
    }
    for (int first = 1; first < trials; first += halving.bracket()) {
      int end = Math.min(trials, first + halving.bracket());
      Optional<Job> job = ofBracket(known, IntStream.range(first, end).boxed().toList());
      if (job.isPresent()) {
        return job;
      }
    }
    return Optional.empty();
  }

  private Optional<Job> ofBracket(Map<Key, Result> known, List<Integer> bracket) {
    List<Integer> on = bracket;
    for (int epochs : halving.epochs()) {
      List<Result> here = new ArrayList<>();
      for (int index : on) {
        Result result = known.get(new Key(index, epochs));
        if (result == null) {
          return Optional.of(job(index, epochs));
        }
        here.add(result);
      }
      on =
          here.stream()
              .filter(r -> !Double.isNaN(r.score()))
              .sorted(order())
              .limit(halving.kept(here.size()))
              .map(r -> r.trial().index())
              .toList();
    }
    return Optional.empty();
  }

  private Job job(int index, int epochs) {
    return new Job(space.draw(seeds, index), epochs);
  }

  /// Best first; of equal scores the trial that was drawn first.
  private Comparator<Result> order() {
    Comparator<Result> byScore = Comparator.comparingDouble(Result::score);
    return (higherIsBetter ? byScore.reversed() : byScore).thenComparingInt(r -> r.trial().index());
  }

  /// The results of all epochs that have a score, best first: those that can be chosen.
  public List<Result> ranked(List<Result> results) {
    return results.stream()
        .filter(r -> r.epochs() == halving.all() && !Double.isNaN(r.score()))
        .sorted(order())
        .toList();
  }

  /// By how much the first is better than the second: > 0 if it is.
  public double gain(Result first, Result second) {
    double difference = first.score() - second.score();
    return higherIsBetter ? difference : -difference;
  }
}
