package io.ec2cluster.elb.roll;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A roll as one line of printable ASCII: the format's number, then service, instance, time in
 * seconds, who is done and who has failed, both with commas; each part as in a URL's query.
 */
final class RollText {
  private static final String FORMAT = "1";
  private static final int FIELDS = 6;

  private RollText() {}

  static String of(RollRecord roll) {
    return String.join(
        " ",
        FORMAT,
        encode(roll.service()),
        encode(roll.by()),
        Long.toString(roll.begun()),
        of(roll.done()),
        of(roll.failed()));
  }

  private static String of(Collection<String> instances) {
    return Joiner.on(',').join(instances.stream().map(RollText::encode).toList());
  }

  /**
   * Reads one.
   *
   * @param where its name, for messages
   * @throws EnvironmentException if it is none that this version can read
   */
  static RollRecord parse(String where, String text) {
    try {
      List<String> parts = Splitter.on(' ').splitToList(text);
      if (!parts.get(0).equals(FORMAT) || parts.size() != FIELDS) {
        throw new IllegalArgumentException(
            "'%s', expected format '%s' and %d parts".formatted(text, FORMAT, FIELDS));
      }
      return new RollRecord(
          decode(parts.get(1)),
          decode(parts.get(2)),
          Long.parseLong(parts.get(3)),
          instances(parts.get(4)),
          instances(parts.get(5)));
    } catch (IllegalArgumentException damaged) {
      throw new EnvironmentException(
          "the record %s, of a roll, cannot be read: %s. It was written by hand or by a newer ec2cluster; nothing is restarted until it can be read or is removed"
              .formatted(where, damaged.getMessage()),
          damaged);
    }
  }

  private static Set<String> instances(String text) {
    return Splitter.on(',')
        .omitEmptyStrings()
        .splitToStream(text)
        .map(RollText::decode)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
