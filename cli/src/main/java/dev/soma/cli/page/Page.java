package dev.soma.cli.page;

import dev.soma.cli.picture.Escape;
import dev.soma.cli.picture.SvgWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The page of a run.
///
/// It needs no other file and asks for none, which its Content-Security-Policy forbids too; all of
/// it can be read without a script. It is well-formed XML as well.
///
/// @param title heading
/// @param verdict how good the model is, in one sentence
/// @param remarks what else has to be known first
/// @param sections in their order
public record Page(String title, String verdict, List<String> remarks, List<Section> sections) {
  /// The version of the data block.
  private static final int SCHEMA = 1;

  private static final String STYLE =
      """
      html{background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif}
      body{max-width:56rem;margin:0 auto;padding:1rem}
      h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid var(--grid)}
      a{color:var(--blue)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--orange)}
      .verdict{font-size:1.2rem;font-weight:600;border-left:.4rem solid var(--blue);padding-left:.8rem}
      nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0}
      .skip{position:absolute;left:-99rem}.skip:focus{position:static}
      .wide{overflow-x:auto}.many{display:flex;flex-wrap:wrap;gap:.5rem}.many figure{flex:1 1 20rem;margin:0}
      figure{margin:1rem 0}figcaption,caption,footer{color:var(--muted);font-size:.9rem}
      caption{text-align:left}table{border-collapse:collapse;font-size:.9rem;margin:.5rem 0;min-width:min(100%,22rem)}
      th,td{padding:.15rem .6rem;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top;font-weight:400;overflow-wrap:anywhere}
      thead th{color:var(--muted)}tbody th{min-width:5rem}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
      pre{overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--grid);padding:.6rem;font-size:.85rem}
      svg{max-width:100%;height:auto}
      @media print{nav,.skip,details:not([open]){display:none}html{font-size:11px}.wide{overflow:visible}
      figure,tr,.verdict{break-inside:avoid}h2{break-after:avoid}}
      """;

  /// Copies.
  public Page {
    remarks = List.copyOf(remarks);
    sections = List.copyOf(sections);
  }

  /// The file.
  public String html() {
    Html html = new Html();
    html.markup("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.markup("<meta charset=\"utf-8\"/>\n");
    html.markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n");
    html.markup("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    html.markup(
        "<meta http-equiv=\"Content-Security-Policy\""
            + " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n");
    html.element("title", title);
    html.markup("<style>\n" + SvgWriter.style() + "\n" + STYLE + "</style>\n");
    html.close("head").open("body");
    html.element("a", "To the content", "class", "skip", "href", "#content");
    html.open("header")
        .element("h1", title)
        .element("p", verdict.replace(" %", "\u00a0%"), "class", "verdict");
    html.list(remarks).close("header");
    contents(html);
    html.open("main", "id", "content");
    for (Section section : sections) {
      html.open("section", "aria-labelledby", section.id());
      html.element("h2", section.title(), "id", section.id());
      section.write(html);
      html.close("section");
    }
    html.close("main");
    html.markup("<script type=\"application/json\" id=\"data\">");
    html.markup(Escape.script(JsonMapper.shared().writeValueAsString(data()))).close("script");
    return html.close("body").close("html").toString();
  }

  private void contents(Html html) {
    html.open("nav", "aria-label", "Contents").open("ul");
    for (Section section : sections) {
      html.open("li").element("a", section.title(), "href", "#" + section.id()).close("li");
    }
    html.close("ul").close("nav");
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("schema", SCHEMA);
    data.put("title", title);
    data.put("verdict", verdict);
    data.put("remarks", remarks);
    for (Section section : sections) {
      Map<String, Object> own = section.data();
      if (!own.isEmpty()) {
        data.put(section.id(), own);
      }
    }
    return data;
  }
}
