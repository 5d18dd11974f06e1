package dev.soma.recipe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.math.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Successive halving, with made-up scores.
class SearchTest {
  private static final Space SPACE = new Space(List.of(new Dimension.Between(Setting.LR, 0.01, 1)));

  private static Search search(int trials) {
    return new Search(SPACE, Halving.of(64), trials, false, Seeds.of(1));
  }

  /// A loss: of the first bracket 9 has the least, then 7, 5, 1, 8, 6, 4, 2; 3 has none.
  private static Result run(Search.Job job) {
    int i = job.trial().index();
    double loss = i == 3 ? Double.NaN : Math.floorMod(i * 4, 9) + (i == 0 ? 20 : i < 10 ? 0 : 0.5);
    return new Result(job.trial(), job.epochs(), List.of(loss, loss + 1), 0.25);
  }

  private static List<String> order(List<Result> results) {
    return results.stream().map(r -> r.trial().index() + "@" + r.epochs()).toList();
  }

  private static List<Result> all(Search search) {
    return search.run(List.of(), SearchTest::run, _ -> {});
  }

  @Test
  void rungs_are_a_ninth_a_third_and_all_of_the_epochs_where_these_differ() {
    assertThat(Halving.of(64).epochs()).containsExactly(8, 22, 64);
    assertThat(Halving.of(64).bracket()).isEqualTo(9);
    assertThat(Halving.of(12).epochs()).containsExactly(2, 4, 12);
    assertThat(Halving.of(3).epochs()).containsExactly(1, 3);
    assertThat(Halving.of(3).bracket()).isEqualTo(3);
    assertThat(Halving.of(1).epochs()).containsExactly(1);
    assertThat(Halving.none(64).bracket()).isOne();
    assertThatThrownBy(() -> new Halving(3, List.of(8, 8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Halving(1, List.of(8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_epochs_of_all_runs_are_known_before_the_first() {
    for (int trials : new int[] {1, 2, 4, 10, 11, 28, 30}) {
      List<Result> results =
          search(trials)
              .run(
                  List.of(),
                  job -> new Result(job.trial(), job.epochs(), List.of(1.0), 0.25),
                  _ -> {});
      assertThat(search(trials).epochs())
          .as("%d trials", trials)
          .isEqualTo(results.stream().mapToLong(Result::epochs).sum());
    }
  }

  @Test
  void the_recipe_comes_first_then_a_bracket_whose_better_thirds_go_on() {
    List<Result> results = all(search(10));
    assertThat(order(results))
        .containsExactly(
            "0@64", "1@8", "2@8", "3@8", "4@8", "5@8", "6@8", "7@8", "8@8", "9@8", // 3 diverged
            "9@22", "7@22", "5@22", "9@64");
    assertThat(search(10).ranked(results).stream().map(r -> r.trial().index()))
        .containsExactly(9, 0);
  }

  @Test
  void a_smaller_last_bracket_has_rungs_too() {
    assertThat(order(all(search(5))))
        .containsExactly("0@64", "1@8", "2@8", "3@8", "4@8", "1@22", "4@22", "1@64");
    assertThat(order(all(search(2)))).containsExactly("0@64", "1@8", "1@22", "1@64");
    assertThat(order(all(search(1)))).containsExactly("0@64");
  }

  @Test
  void trials_that_diverged_do_not_go_on_even_if_none_is_left() {
    Search.Runner diverged = job -> new Result(job.trial(), job.epochs(), List.of(), 1);
    List<Result> results = search(10).run(List.of(), diverged, _ -> {});
    assertThat(results).hasSize(10);
    assertThat(search(10).ranked(results)).isEmpty();
  }

  @Test
  void fewer_trials_are_the_beginning_of_more() {
    List<Result> more = all(search(28));
    List<Result> fewer = all(search(10));
    assertThat(more.subList(0, fewer.size())).isEqualTo(fewer);
    assertThat(more).hasSize(1 + 3 * 13);
  }

  @Test
  void cut_off_anywhere_and_gone_on_with_it_ends_the_same() {
    List<Result> unbroken = all(search(19));
    for (int cut = 0; cut <= unbroken.size(); cut++) {
      int most = cut;
      List<Result> told = new ArrayList<>();
      List<Result> first =
          search(19).run(List.of(), j -> told.size() < most ? run(j) : null, told::add);
      assertThat(first).hasSize(cut).isEqualTo(told);
      assertThat(search(19).run(first, SearchTest::run, _ -> {})).isEqualTo(unbroken);
    }
  }

  @Test
  void results_of_more_trials_do_not_change_a_search_of_fewer() {
    List<Result> more = all(search(19));
    for (int trials = 1; trials < 19; trials++) {
      assertThat(search(trials).run(more, SearchTest::run, _ -> {})).isEqualTo(all(search(trials)));
    }
  }

  @Test
  void without_halving_every_trial_has_all_epochs() {
    Search random = new Search(SPACE, Halving.none(64), 4, false, Seeds.of(1));
    assertThat(order(all(random))).containsExactly("0@64", "1@64", "2@64", "3@64");
  }

  @Test
  void higher_can_be_better_and_equal_scores_go_by_number() {
    Search higher = new Search(SPACE, Halving.of(9), 10, true, Seeds.of(1));
    List<Result> results =
        higher.run(
            List.of(),
            j -> new Result(j.trial(), j.epochs(), List.of(j.trial().index() % 2 * 0.5), 1),
            _ -> {});
    assertThat(order(results)).endsWith("9@1", "1@3", "3@3", "5@3", "1@9");
    Result best = higher.ranked(results).getFirst();
    assertThat(best.trial().index()).isOne();
    assertThat(higher.gain(best, results.getFirst())).isEqualTo(0.5);
    assertThat(search(10).gain(best, results.getFirst())).isEqualTo(-0.5);
  }
}
