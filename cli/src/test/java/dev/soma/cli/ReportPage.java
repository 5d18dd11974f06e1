package dev.soma.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page of a run, read as XML.
record ReportPage(String text, Document document) {
  static ReportPage read(Path folder) {
    try {
      return parse(Files.readString(folder.resolve("report.html")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails unless the text is well-formed.
  static ReportPage parse(String text) {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new ReportPage(text, builder.parse(new ByteArrayInputStream(bytes)));
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  List<Element> elements(String name) {
    return elements(document.getElementsByTagName(name));
  }

  static List<Element> elements(NodeList nodes) {
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    return all;
  }

  /// The anchors of its sections, in their order.
  List<String> sections() {
    return elements("h2").stream().map(e -> e.getAttribute("id")).toList();
  }

  /// The cells of the row of that name, in the first table that has it.
  List<String> row(String name) {
    for (Element tr : elements("tr")) {
      List<Element> heads = elements(tr.getElementsByTagName("th"));
      if (!heads.isEmpty() && heads.getFirst().getTextContent().equals(name)) {
        return elements(tr.getElementsByTagName("td")).stream()
            .map(Element::getTextContent)
            .toList();
      }
    }
    throw new AssertionError("no row " + name);
  }

  /// What is said below the sizes of the parts.
  List<String> split() {
    for (Element ul : elements("ul")) {
      Node table = ul.getPreviousSibling();
      while (table != null && !(table instanceof Element)) {
        table = table.getPreviousSibling();
      }
      if (table != null && table.getTextContent().strip().startsWith("Split: ")) {
        return elements(ul.getElementsByTagName("li")).stream().map(Node::getTextContent).toList();
      }
    }
    return List.of();
  }

  JsonNode data() {
    return JsonMapper.shared().readTree(elements("script").getFirst().getTextContent());
  }

  String verdict() {
    return elements("p").getFirst().getTextContent().replace('\u00a0', ' ');
  }
}
