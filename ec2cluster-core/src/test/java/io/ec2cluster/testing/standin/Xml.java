package io.ec2cluster.testing.standin;

import com.google.common.xml.XmlEscapers;
import java.util.function.Consumer;

/** Writes XML. Not thread-safe. */
public final class Xml {
  /** The name space of Route 53's API version. */
  static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

  private final StringBuilder text = new StringBuilder();

  private Xml() {}

  static String document(String root, Consumer<Xml> content) {
    return document(root, NAMESPACE, content);
  }

  /** A document of a name space. */
  public static String document(String root, String namespace, Consumer<Xml> content) {
    Xml xml = new Xml();
    xml.text.append("<?xml version=\"1.0\"?>\n<").append(root);
    xml.text.append(" xmlns=\"").append(namespace).append("\">");
    content.accept(xml);
    return xml.text.append("</").append(root).append(">").toString();
  }

  /** An element with text. */
  public Xml element(String name, Object content) {
    String escaped = XmlEscapers.xmlContentEscaper().escape(content.toString());
    text.append('<').append(name).append('>').append(escaped);
    text.append("</").append(name).append('>');
    return this;
  }

  /** An element with others. */
  public Xml nested(String name, Consumer<Xml> content) {
    text.append('<').append(name).append('>');
    content.accept(this);
    text.append("</").append(name).append('>');
    return this;
  }
}
