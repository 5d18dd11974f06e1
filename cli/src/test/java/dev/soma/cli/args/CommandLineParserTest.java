package dev.soma.cli.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.cli.screen.Screen;
import dev.soma.error.SomaException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineParserTest {
  private static final Command COMMAND =
      new Command() {
        @Override
        public String name() {
          return "try";
        }

        @Override
        public String help() {
          return "try something";
        }

        @Override
        public String synopsis() {
          return "FILE";
        }

        @Override
        public int words() {
          return 1;
        }

        @Override
        public List<Flag> flags() {
          return List.of(
              Flag.value("--rate", "RATE", "Try", "a rate"),
              Flag.value("--names", "COLS", "Try", "names"),
              Flag.value("--times", "N", "Try", "how often").usually("5"),
              Flag.plain("--force", "Try", "whatever it takes").or("-f"));
        }

        @Override
        public List<String> examples() {
          return List.of("soma try a.csv");
        }

        @Override
        public void check(Arguments arguments) {
          if (arguments.has("--rate") && arguments.number("--rate") > 1) {
            throw new SomaException.Usage("E201", "--rate · expected <= 1", "--rate 1");
          }
        }

        @Override
        public int run(Arguments arguments, Screen screen) {
          return 0;
        }
      };

  private static Arguments parse(String... words) {
    return CommandLineParser.parse(COMMAND, List.of(words));
  }

  private static SomaException refused(String... words) {
    try {
      parse(words);
    } catch (SomaException e) {
      return e;
    }
    throw new AssertionError("not refused: " + List.of(words));
  }

  @Test
  void flags_and_words_may_come_in_any_order() {
    for (String[] words :
        new String[][] {
          {"a.csv", "--rate", "0.5", "-f"},
          {"--rate", "0.5", "--force", "a.csv"},
          {"-f", "a.csv", "--rate=0.5"}
        }) {
      Arguments arguments = parse(words);
      assertThat(arguments.words()).containsExactly("a.csv");
      assertThat(arguments.number("--rate")).isEqualTo(0.5);
      assertThat(arguments.has("--force")).isTrue();
      assertThat(arguments.has("--names")).isFalse();
    }
  }

  @Test
  void values_may_be_negative_a_comma_or_a_dash() {
    assertThat(parse("--rate", "-0.5").number("--rate")).isEqualTo(-0.5);
    assertThat(parse("--names", ",").text("--names")).contains(",");
    assertThat(parse("-").words()).containsExactly("-");
  }

  @Test
  void a_usual_value_stands_where_none_follows() {
    for (String[] words :
        new String[][] {
          {"a.csv", "--times"},
          {"--times", "--rate", "1", "a.csv"},
          {"--times", "-f", "a.csv"},
          {"-", "--times"}
        }) {
      assertThat(parse(words).whole("--times", 1)).isEqualTo(5);
      assertThat(parse(words).words()).hasSize(1);
    }
    assertThat(parse("--times", "3", "a.csv").whole("--times", 1)).isEqualTo(3);
    assertThat(parse("--times=3").whole("--times", 1)).isEqualTo(3);
    assertThat(parse("--times", "-1").number("--times")).isEqualTo(-1);
  }

  @Test
  void lists_are_joined_and_single_values_are_the_last() {
    Arguments arguments = parse("--names", "a, b", "--names", "c", "--rate", "1", "--rate", "2");
    assertThat(arguments.list("--names")).containsExactly("a", "b", "c");
    assertThat(arguments.whole("--rate", 0)).isEqualTo(2);
  }

  @Test
  void a_mistyped_flag_is_corrected_in_the_whole_command() {
    SomaException e = refused("a b.csv", "--rat", "0.5");
    assertThat(e.id()).isEqualTo("E202");
    assertThat(e).hasMessageContaining("--rat").hasMessageContaining("soma try has --rate");
    assertThat(e.fixes()).containsExactly("soma try 'a b.csv' --rate 0.5");
    assertThat(refused("a.csv", "--rat=0.5").fixes()).containsExactly("soma try a.csv --rate=0.5");
  }

  @Test
  void a_line_that_is_proposed_was_checked_by_the_command() {
    SomaException e = refused("a.csv", "--time", "3", "--rate", "7");
    assertThat(e).hasMessageContaining("soma try has --times\n--rate · expected <= 1");
    assertThat(e.fixes()).containsExactly("soma try a.csv --times 3 --rate 1");
    assertThat(refused("a.csv", "b.csv", "--time", "3").fixes()).containsExactly("soma try --help");
  }

  @Test
  void an_empty_word_names_what_it_stands_behind() {
    assertThat(refused("a.csv", "--names", ""))
        .hasMessageContaining("empty word behind --names · usage: soma try FILE");
    assertThat(refused("", "a.csv").fixes()).containsExactly("soma try a.csv");
    assertThat(refused("").fixes()).containsExactly("soma try --help");
  }

  @Test
  void a_flag_like_no_other_sends_to_the_help() {
    assertThat(refused("--zzzzzzzzzz").fixes()).containsExactly("soma try --help");
  }

  @Test
  void a_missing_value_and_a_word_too_many_are_refused() {
    assertThat(refused("a.csv", "--rate").id()).isEqualTo("E204");
    assertThat(refused("a.csv", "b.csv"))
        .hasMessageContaining("unexpected \"b.csv\"")
        .hasMessageContaining("soma try FILE");
    assertThatThrownBy(() -> parse().word(0, "file")).hasMessageContaining("missing file");
  }

  @Test
  void a_value_that_is_no_number_is_refused() {
    Arguments arguments = parse("--rate", "fast");
    assertThatThrownBy(() -> arguments.number("--rate")).hasMessageContaining("\"fast\"");
    assertThatThrownBy(() -> arguments.whole("--rate", 1))
        .hasMessageContaining("whole number >= 1");
  }

  @Test
  void a_mistyped_command_names_the_nearest() {
    assertThatThrownBy(() -> CommandLineParser.find(List.of(COMMAND), "tri"))
        .isInstanceOfSatisfying(
            SomaException.Usage.class,
            e -> assertThat(e.fixes()).containsExactly("soma try --help"));
    assertThat(CommandLineParser.find(List.of(COMMAND), "try")).isSameAs(COMMAND);
  }

  @Test
  void help_shows_each_flag_under_its_heading() {
    assertThat(Help.of(COMMAND))
        .containsSubsequence(
            "Try",
            "  --rate RATE                  a rate",
            "  --times [N]                  how often",
            "Output",
            "Examples");
    assertThat(Help.all(List.of(COMMAND))).contains("  try          try something");
  }
}
