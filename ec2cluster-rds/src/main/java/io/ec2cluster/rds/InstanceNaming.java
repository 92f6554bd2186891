package io.ec2cluster.rds;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import io.ec2cluster.config.InvalidSettingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What RDS takes as ids, classes, ports and tags (API reference, CreateDBInstanceReadReplica). */
final class InstanceNaming {
  private static final int LONGEST = 63;
  private static final Pattern ID = Pattern.compile("[A-Za-z](?:-?[A-Za-z0-9])*+");
  private static final Pattern CLASS =
      Pattern.compile("db\\.(?:serverless|[a-z][a-z0-9-]*+(?:\\.[a-z0-9-]++)++)");
  private static final CharMatcher PRINTABLE = CharMatcher.inRange(' ', '~');
  private static final int SHOWN = 80;
  private static final int LOWEST_PORT = 1150;
  private static final int HIGHEST_PORT = 65535;
  private static final List<String> RESERVED = List.of("aws:", Ownership.PREFIX);

  private InstanceNaming() {}

  /** RDS keeps ids in lower case. */
  static String canonical(String id) {
    return Ascii.toLowerCase(id);
  }

  /** What is wrong with an id. */
  static Optional<InvalidSettingException> checkId(String key, String id) {
    return id.length() <= LONGEST && ID.matcher(id).matches()
        ? Optional.empty()
        : Optional.of(
            new InvalidSettingException(
                key,
                "found %s, expected the id of an instance: 1 to 63 letters, digits and '-', a letter first, no '-' at the end and no two in a row"
                    .formatted(shown(id))));
  }

  /** What is wrong with a class. */
  static Optional<InvalidSettingException> checkClass(String key, String instanceClass) {
    return CLASS.matcher(instanceClass).matches()
        ? Optional.empty()
        : Optional.of(
            new InvalidSettingException(
                key,
                "found %s, expected the class of an instance such as db.r6g.large"
                    .formatted(shown(instanceClass))));
  }

  /** What is wrong with a port. */
  static Optional<InvalidSettingException> checkPort(int port) {
    return port >= LOWEST_PORT && port <= HIGHEST_PORT
        ? Optional.empty()
        : Optional.of(
            new InvalidSettingException(
                "port", "found %d, expected %d to %d".formatted(port, LOWEST_PORT, HIGHEST_PORT)));
  }

  /** What is wrong with tags. */
  static Optional<InvalidSettingException> checkTags(Map<String, String> tags) {
    return tags.keySet().stream()
        .filter(tag -> tag.isEmpty() || RESERVED.stream().anyMatch(tag::startsWith))
        .findFirst()
        .map(
            tag ->
                new InvalidSettingException(
                    "tags",
                    "found the tag %s, expected names that do not begin with %s"
                        .formatted(shown(tag), String.join(" or ", RESERVED))));
  }

  /** A text that somebody gave, as far as it can be shown. */
  static String shown(String text) {
    return text.length() <= SHOWN && PRINTABLE.matchesAllOf(text)
        ? "'" + text + "'"
        : "a text of " + text.length() + " characters";
  }
}
