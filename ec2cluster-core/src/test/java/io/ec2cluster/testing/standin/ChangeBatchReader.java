package io.ec2cluster.testing.standin;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads the body of a ChangeResourceRecordSets request; what it does not know it refuses. */
final class ChangeBatchReader {
  private ChangeBatchReader() {}

  static ChangeBatch read(String body) {
    try {
      Element root = parse(body);
      List<Change> changes = new ArrayList<>();
      for (Element change : descendants(root, "Change")) {
        changes.add(change(change));
      }
      return new ChangeBatch(text(root, "Comment").orElse(""), changes);
    } catch (IllegalArgumentException e) {
      throw Route53Error.invalidInput("Invalid request: " + e.getMessage());
    }
  }

  private static Element parse(String body) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(body)))
          .getDocumentElement();
    } catch (SAXException | IOException e) {
      throw Route53Error.invalidInput("Invalid XML ; " + e.getMessage());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this JDK has no XML parser", e);
    }
  }

  private static Change change(Element change) {
    RecordSet recordSet = recordSet(descendants(change, "ResourceRecordSet").get(0));
    String action = required(change, "Action");
    return switch (action) {
      case "CREATE" -> new Change.Create(recordSet);
      case "DELETE" -> new Change.Delete(recordSet);
      // Strict on purpose: an UPSERT is unconditional, and ec2cluster never writes so.
      default ->
          throw new IllegalArgumentException("the stand-in takes CREATE and DELETE, not " + action);
    };
  }

  private static RecordSet recordSet(Element element) {
    List<String> values =
        descendants(element, "Value").stream().map(Element::getTextContent).toList();
    Optional<String> identifier = text(element, "SetIdentifier");
    if (identifier.isPresent() != text(element, "Weight").isPresent()) {
      throw new IllegalArgumentException("SetIdentifier and Weight go together");
    }
    return new RecordSet(
        DnsName.of(required(element, "Name").replace("\\052", "*")),
        RecordType.valueOf(required(element, "Type")),
        Duration.ofSeconds(Long.parseLong(required(element, "TTL"))),
        values,
        identifier.map(id -> new Weighted(id, Integer.parseInt(required(element, "Weight")))));
  }

  private static String required(Element parent, String name) {
    return text(parent, name)
        .orElseThrow(() -> new IllegalArgumentException("the element " + name + " is missing"));
  }

  private static Optional<String> text(Element parent, String name) {
    return descendants(parent, name).stream().findFirst().map(Element::getTextContent);
  }

  private static List<Element> descendants(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagNameNS(Xml.NAMESPACE, name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
