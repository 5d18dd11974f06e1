package dev.soma.cli.page;

import dev.soma.cli.picture.Escape;
import dev.soma.cli.picture.Picture;
import dev.soma.cli.picture.SvgWriter;
import java.util.Arrays;
import java.util.List;

/// Writes elements that are HTML and XML alike; all text is escaped.
public final class Html {
  private final StringBuilder out = new StringBuilder();

  /// An empty text.
  public Html() {}

  /// Pictures side by side as far as there is room.
  public Html row(Runnable pictures) {
    open("div", "class", "many");
    pictures.run();
    return close("div");
  }

  /// Opens an element.
  ///
  /// @param attributes name, value, name, value, ...
  public Html open(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(Escape.xml(attributes[i + 1])).append('"');
    }
    out.append('>');
    return this;
  }

  /// Closes an element.
  public Html close(String name) {
    out.append("</").append(name).append(">\n");
    return this;
  }

  /// An element with text in it.
  public Html element(String name, String text, String... attributes) {
    open(name, attributes);
    out.append(Escape.xml(text));
    return close(name);
  }

  /// A paragraph.
  public Html paragraph(String text) {
    return element("p", text);
  }

  /// A list of sentences; nothing for none.
  public Html list(List<String> sentences) {
    if (sentences.isEmpty()) {
      return this;
    }
    open("ul");
    sentences.forEach(s -> element("li", s));
    return close("ul");
  }

  /// Text that keeps its line breaks: a command, or lines of the screen.
  public Html code(String text) {
    open("pre", "tabindex", "0");
    out.append(Escape.xml(text));
    return close("pre");
  }

  /// A table; the first column names its rows.
  public Html table(String caption, List<String> head, List<List<String>> rows) {
    open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", caption);
    open("table").element("caption", caption).open("thead").open("tr");
    for (int i = 0; i < head.size(); i++) {
      boolean number = i > 0 && !rows.isEmpty() && isNumber(rows.getFirst().get(i));
      String[] attributes = {"scope", "col", "class", "n"};
      element("th", head.get(i), Arrays.copyOf(attributes, number ? 4 : 2));
    }
    close("tr").close("thead").open("tbody");
    for (List<String> row : rows) {
      open("tr");
      for (int i = 0; i < row.size(); i++) {
        if (i == 0) {
          element("th", row.get(i), "scope", "row");
        } else if (isNumber(row.get(i))) {
          element("td", row.get(i), "class", "n");
        } else {
          element("td", row.get(i));
        }
      }
      close("tr");
    }
    close("tbody").close("table");
    return close("div");
  }

  private static boolean isNumber(String text) {
    boolean digits = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits |= c >= '0' && c <= '9';
      if (Character.isLetter(c)
          && c != 'e'
          && !text.startsWith(" to ", i - 1)
          && !text.startsWith(" to ", i - 2)) {
        return false;
      }
    }
    return digits;
  }

  /// A picture, what it shows, and its numbers as a table that can be opened.
  public Html figure(Picture picture, String caption, Runnable twin) {
    open("figure");
    picture(picture);
    element("figcaption", caption);
    open("details").element("summary", "The numbers of this picture");
    twin.run();
    return close("details").close("figure");
  }

  /// Only the picture; its numbers must be near.
  public Html picture(Picture picture) {
    open("div", "class", "wide");
    out.append(SvgWriter.element(picture));
    return close("div");
  }

  /// What is markup already.
  Html markup(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
