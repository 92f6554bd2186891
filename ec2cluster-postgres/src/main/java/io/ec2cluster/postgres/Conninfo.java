package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A libpq connection string in its keyword form, {@code host=a port=5432} (libpq documentation,
 * "Keyword/Value Connection Strings").
 *
 * @param parameters the parameters in their order
 */
record Conninfo(Map<String, String> parameters) {
  Conninfo {
    parameters = ImmutableMap.copyOf(parameters);
  }

  /** Whether a text is the other form, a URI. */
  static boolean isUri(String text) {
    return text.startsWith("postgresql://") || text.startsWith("postgres://");
  }

  /** Reads the keyword form. */
  static Conninfo parse(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Reader reader = new Reader(text);
    while (reader.skipSpace()) {
      parameters.put(reader.keyword(), reader.value());
    }
    return new Conninfo(parameters);
  }

  Optional<String> find(String keyword) {
    return Optional.ofNullable(parameters.get(keyword));
  }

  /** With a parameter set, in its old place or at the end. */
  Conninfo with(String keyword, String value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(keyword, value);
    return new Conninfo(changed);
  }

  /** The text that libpq reads; every value in quotes. */
  String text() {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (keyword, value) ->
            text.append(text.isEmpty() ? "" : " ")
                .append(keyword)
                .append("='")
                .append(value.replace("\\", "\\\\").replace("'", "\\'"))
                .append('\''));
    return text.toString();
  }

  /** Never shows the values: one of them may be a password. */
  @Override
  public String toString() {
    return "Conninfo" + parameters.keySet();
  }

  /** Reads as libpq's conninfo_parse does. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean skipSpace() {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      return at < text.length();
    }

    String keyword() {
      int start = at;
      while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
        at++;
      }
      String keyword = text.substring(start, at);
      if (!skipSpace() || text.charAt(at) != '=' || keyword.isEmpty()) {
        throw new IllegalArgumentException(
            "no '=' after the word at character "
                + (start + 1)
                + " of the connection string: expected a form such as host=a port=5432");
      }
      at++;
      skipSpace();
      return keyword;
    }

    String value() {
      boolean quoted = at < text.length() && text.charAt(at) == '\'';
      StringBuilder value = new StringBuilder();
      for (at += quoted ? 1 : 0; at < text.length(); at++) {
        char c = text.charAt(at);
        if (quoted ? c == '\'' : isSpace(c)) {
          break;
        }
        if (c == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      if (quoted && at == text.length()) {
        throw new IllegalArgumentException(
            "a quote in the connection string is opened and never closed");
      }
      at += quoted ? 1 : 0;
      return value.toString();
    }

    private static boolean isSpace(char c) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
  }
}
