package io.ec2cluster.elb.balancer;

import com.google.common.base.Ascii;
import com.google.common.hash.Hashing;
import io.ec2cluster.coordination.RecordKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which load balancer: {@code classic/NAME}, {@code tg/ARN} (or {@code tg/NAME}), {@code
 * haproxy/BACKEND@ADDRESS} with the path of the runtime socket, or HOST:PORT. All instances have to
 * write it alike, because its ledger is found by it.
 *
 * @param kind what kind it is
 * @param name its name within that
 */
public record BalancerId(Kind kind, String name) implements Comparable<BalancerId> {
  private static final String EXPECTED =
      "expected classic/NAME, tg/ARN, tg/NAME or haproxy/BACKEND@SOCKET, where the socket is a path or HOST:PORT";
  private static final int READABLE = 40;

  /** The kinds. */
  public enum Kind {
    /** A classic Elastic Load Balancer. */
    CLASSIC,
    /** A target group of an application or network load balancer. */
    TG,
    /** A backend of HAProxy. */
    HAPROXY;

    String word() {
      return Ascii.toLowerCase(name());
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none; says what was expected
   */
  public static BalancerId parse(String text) {
    int slash = text.indexOf('/');
    String word = slash < 0 ? "" : text.substring(0, slash);
    String name = text.substring(slash + 1);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(one -> one.word().equals(word))
            .findFirst()
            .orElseThrow(() -> wrong(text));
    if (name.isBlank() || !name.equals(name.strip())) {
      throw wrong(text);
    }
    if (kind == Kind.HAPROXY && (name.indexOf('@') < 1 || name.endsWith("@"))) {
      throw wrong(text);
    }
    return new BalancerId(kind, name);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("found '" + text + "', " + EXPECTED);
  }

  /** The key of its ledger: as much of the name as a DNS label bears, and a hash of all of it. */
  public RecordKey ledger() {
    return RecordKey.of("elb", kind.word(), label());
  }

  /** The key of the roll whose first load balancer it is. */
  public RecordKey roll() {
    return RecordKey.of("elb", "roll", label());
  }

  private String label() {
    String readable =
        Ascii.toLowerCase(name).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String end = readable.substring(Math.max(0, readable.length() - READABLE));
    String hash =
        Hashing.sha256().hashString(toString(), StandardCharsets.UTF_8).toString().substring(0, 12);
    return List.of(end.replaceAll("^-+", ""), hash).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("-"));
  }

  /** The order in which turns are taken, the same on every instance. */
  @Override
  public int compareTo(BalancerId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return kind.word() + "/" + name;
  }
}
