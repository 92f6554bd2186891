package io.ec2cluster.elb.restart;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An intent as one line of printable ASCII: the format's number, then for each load balancer {@code
 * id=target;port;detail,target;port;detail}, each part as in a URL's query; {@code standby=GROUP}
 * where it is in standby.
 */
final class IntentText {
  private static final String FORMAT = "1";
  private static final int FIELDS = 3;

  /** No load balancer's id: those begin with their kind and a slash. */
  private static final String STANDBY = "standby=";

  private IntentText() {}

  static String of(Intent intent) {
    List<String> parts = new ArrayList<>(List.of(FORMAT));
    intent
        .memberships()
        .forEach(
            (balancer, memberships) ->
                parts.add(
                    encode(balancer.toString())
                        + "="
                        + Joiner.on(',').join(memberships.stream().map(IntentText::of).toList())));
    intent.standby().ifPresent(group -> parts.add(STANDBY + encode(group)));
    return Joiner.on(' ').join(parts);
  }

  private static String of(Membership membership) {
    return encode(membership.target())
        + ";"
        + (membership.port().isPresent() ? membership.port().getAsInt() : "")
        + ";"
        + encode(membership.detail().orElse(""));
  }

  /**
   * Reads one.
   *
   * @param where its name, for messages
   * @throws EnvironmentException if it is none that this version can read
   */
  static Intent parse(String where, String text) {
    try {
      List<String> parts = Splitter.on(' ').splitToList(text);
      if (!parts.get(0).equals(FORMAT)) {
        throw new IllegalArgumentException(
            "format '" + parts.get(0) + "', expected '" + FORMAT + "'");
      }
      Intent intent = Intent.NOTHING;
      for (String part : parts.subList(1, parts.size())) {
        if (part.startsWith(STANDBY) && part.length() > STANDBY.length()) {
          intent = intent.inStandby(Optional.of(decode(part.substring(STANDBY.length()))));
          continue;
        }
        int equals = part.indexOf('=');
        if (equals < 1 || equals == part.length() - 1) {
          throw new IllegalArgumentException("'" + part + "', expected id=memberships");
        }
        intent =
            intent.with(
                BalancerId.parse(decode(part.substring(0, equals))),
                Splitter.on(',').splitToList(part.substring(equals + 1)).stream()
                    .map(IntentText::membership)
                    .toList());
      }
      return intent;
    } catch (IllegalArgumentException damaged) {
      throw new EnvironmentException(
          "the record %s, of how this instance is to be registered, cannot be read: %s. It was written by hand or by a newer ec2cluster; remove it, and register by hand what it names"
              .formatted(where, damaged.getMessage()),
          damaged);
    }
  }

  private static Membership membership(String text) {
    List<String> fields = Splitter.on(';').splitToList(text);
    if (fields.size() != FIELDS || fields.get(0).isEmpty()) {
      throw new IllegalArgumentException("'" + text + "', expected target;port;detail");
    }
    return new Membership(
        decode(fields.get(0)),
        fields.get(1).isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(fields.get(1))),
        Optional.of(decode(fields.get(2))).filter(detail -> !detail.isEmpty()));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
