package io.ec2cluster.packaging;

import java.util.Locale;

/** The source of one manual page, in the macros of man(7). Not thread-safe. */
public final class Roff {
  private final StringBuilder source = new StringBuilder();

  /**
   * A page of section 1.
   *
   * @param name the command with dashes instead of blanks
   * @param date of the form 2026-11-01
   * @param version shown at the foot
   */
  public Roff(String name, String date, String version) {
    source.append(".\\\" Generated from the commands that the program declares.\n");
    macro("TH", name.toUpperCase(Locale.ROOT), "1", date, version, "ec2cluster");
  }

  /** Begins a section. */
  public Roff section(String title) {
    return macro("SH", title.toUpperCase(Locale.ROOT));
  }

  /** A line of the running text. */
  public Roff text(String text) {
    source.append(line(text)).append('\n');
    return this;
  }

  /** A line in bold, such as a command. */
  public Roff bold(String text) {
    source.append("\\fB").append(escaped(text)).append("\\fR\n");
    return this;
  }

  /** A line that is bold up to its first blank or bracket: a command and what may follow it. */
  public Roff synopsis(String command, String rest) {
    source.append("\\fB").append(escaped(command)).append("\\fR ").append(escaped(rest));
    source.append('\n');
    return this;
  }

  /** A paragraph with a heading at the margin. */
  public Roff item(String heading, String text) {
    source.append(".TP\n\\fB").append(escaped(heading)).append("\\fR\n");
    return text(text);
  }

  /** The page. */
  public String source() {
    return source.toString();
  }

  private Roff macro(String name, String... arguments) {
    source.append('.').append(name);
    for (String argument : arguments) {
      source.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    source.append('\n');
    return this;
  }

  /** A full stop or an apostrophe at the beginning of a line would be a request. */
  private static String line(String text) {
    String escaped = escaped(text);
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /** Dashes stay what can be typed; what is not ASCII gets its number. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '\n' -> escaped.append(' ');
                default -> {
                  if (point < 128) {
                    escaped.appendCodePoint(point);
                  } else {
                    escaped.append("\\[u%04X]".formatted(point));
                  }
                }
              }
            });
    return escaped.toString();
  }
}
