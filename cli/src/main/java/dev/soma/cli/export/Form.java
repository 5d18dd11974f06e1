package dev.soma.cli.export;

import dev.soma.cli.diagram.Diagram;
import dev.soma.cli.diagram.DiagramPicture;
import dev.soma.cli.picture.SvgWriter;
import dev.soma.cli.picture.TikzWriter;
import dev.soma.cli.screen.Text;
import dev.soma.error.NearestName;
import dev.soma.error.SomaException;
import dev.soma.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a model can be written as.
enum Form {
  /// The diagram of the network with its trained weights, as a file for browsers.
  SVG,
  /// The same for LaTeX.
  TIKZ;

  /// The word that is typed.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// All words: `svg, tikz`.
  static List<String> words() {
    return Arrays.stream(values()).map(Form::word).toList();
  }

  /// The form of a word.
  ///
  /// @throws SomaException.Usage E209 for any other
  static Form parse(String text) {
    for (Form form : values()) {
      if (form.word().equals(text.toLowerCase(Locale.ROOT))) {
        return form;
      }
    }
    throw new SomaException.Usage(
        "E209",
        "--to " + Text.quoted(text) + " · expected " + String.join(" or ", words()),
        "--to " + NearestName.of(text, words()).orElse(words().getFirst()));
  }

  /// The text of the file.
  ///
  /// @param model of one member
  String write(Model model) {
    Diagram diagram = Diagram.of(model);
    return switch (this) {
      case SVG -> SvgWriter.file(DiagramPicture.of(diagram));
      case TIKZ -> TikzWriter.write(DiagramPicture.of(diagram));
    };
  }
}
