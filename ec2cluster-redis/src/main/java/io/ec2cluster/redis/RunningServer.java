package io.ec2cluster.redis;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.redis.ServerException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the settings of a running server to what they should be, and reads back what it took. */
final class RunningServer {
  private static final Pattern SIZE = Pattern.compile("(\\d+)([kmg]b?)?");

  private final ServerConnection connection;

  RunningServer(ServerConnection connection) {
    this.connection = connection;
  }

  /** The names of the settings that the server has otherwise. */
  List<String> differing(Map<String, String> wanted) throws ServerException {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, String> setting : wanted.entrySet()) {
      if (!has(setting.getKey(), setting.getValue())) {
        names.add(setting.getKey());
      }
    }
    return names;
  }

  /**
   * Sets what differs.
   *
   * @return the names of those that only a new start of the server can change
   */
  List<String> apply(Map<String, String> wanted) throws ServerException {
    List<String> immutable = new ArrayList<>();
    for (String name : differing(wanted)) {
      String value = wanted.getOrDefault(name, "");
      try {
        connection.ask("CONFIG", "SET", name, value);
      } catch (ServerException refused) {
        if (refused.kind() != Kind.ERROR) {
          throw refused;
        }
        if (!isImmutable(refused)) {
          throw rejected(name, value, refused);
        }
        immutable.add(name);
        continue;
      }
      requireTaken(name, value);
    }
    return immutable;
  }

  private boolean has(String name, String value) throws ServerException {
    return connection.setting(name).filter(found -> isSame(name, found, value)).isPresent();
  }

  private void requireTaken(String name, String value) throws ServerException {
    String found = connection.setting(name).orElse("nothing");
    if (!isSame(name, found, value)) {
      throw new EnvironmentException(
          "the server did not take '"
              + name
              + "': "
              + (ServerSettings.SECRET.contains(name)
                  ? "what it gives back is not what was set"
                  : "set to '" + value + "', it gives back '" + found + "'")
              + ". Look at redis.settings and the server's log");
    }
  }

  private static boolean isImmutable(ServerException refused) {
    return refused.text().contains("immutable") || refused.text().contains("Unsupported CONFIG");
  }

  private static EnvironmentException rejected(String name, String value, ServerException refused) {
    String shown = ServerSettings.SECRET.contains(name) ? "(hidden)" : value;
    return new EnvironmentException(
        "the server refuses '" + name + " " + shown + "': " + refused.text(), refused);
  }

  /** Two settings come back in another order, or with what was not set. */
  static boolean isSame(String name, String found, String wanted) {
    return switch (name) {
      case "notify-keyspace-events" -> sorted(found).equals(sorted(wanted));
      case "client-output-buffer-limit" -> limits(found).contains(limits(wanted));
      default -> isSame(found, wanted);
    };
  }

  private static String sorted(String letters) {
    char[] all = letters.toCharArray();
    Arrays.sort(all);
    return new String(all);
  }

  private static String limits(String text) {
    List<String> words = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(text);
    return String.join(
        " ", words.stream().map(word -> word.equals("replica") ? "slave" : bytes(word)).toList());
  }

  /** Sizes come back as bytes, words in lower case, blanks as one. */
  private static boolean isSame(String found, String wanted) {
    String one = CharMatcher.whitespace().trimAndCollapseFrom(found, ' ');
    String other = CharMatcher.whitespace().trimAndCollapseFrom(wanted, ' ');
    return Ascii.equalsIgnoreCase(one, other) || (one.matches("\\d+") && bytes(other).equals(one));
  }

  /** {@code 1k} is 1000 bytes, {@code 1kb} 1024 (redis.conf, units). */
  private static String bytes(String size) {
    Matcher matcher = SIZE.matcher(Ascii.toLowerCase(size));
    if (!matcher.matches() || matcher.group(2) == null || matcher.group(1).length() > 12) {
      return size;
    }
    String unit = matcher.group(2);
    long base = unit.length() == 2 ? 1024 : 1000;
    long factor = 1;
    for (int power = "kmg".indexOf(unit.charAt(0)); power >= 0; power--) {
      factor *= base;
    }
    return String.valueOf(Long.parseLong(matcher.group(1)) * factor);
  }
}
