package io.ec2cluster.config;

/**
 * A text with variables, as it stands in the configuration; filled when its variables are known.
 *
 * @param text the text
 * @param origin where it stands ({@code file:line}), for errors
 */
public record Template(String text, String origin) {
  /** A template of an embedding application. */
  public static Template of(String text) {
    return new Template(text, "(given by the application)");
  }

  @Override
  public String toString() {
    return text;
  }
}
