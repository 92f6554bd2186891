package io.ec2cluster.dns;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One record set of a zone. Immutable; two sets are equal when a DELETE of the one matches the
 * other.
 *
 * @param name its name
 * @param type its type
 * @param ttl how long resolvers may keep it; whole seconds, 0 to 2147483647
 * @param values in presentation form (RFC 1035, section 5.1), sorted: their order means nothing
 * @param weighted the weighted routing, where there is one
 */
public record RecordSet(
    DnsName name, RecordType type, Duration ttl, List<String> values, Optional<Weighted> weighted) {
  /** Copies and sorts the values; refuses a TTL that is no number of whole seconds. */
  public RecordSet {
    values = values.stream().sorted().toList();
    if (ttl.isNegative()
        || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))
        || ttl.toSeconds() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          ttl + " is not a TTL: expected whole seconds, 0 to " + Integer.MAX_VALUE);
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("record set " + name + " " + type + " has no value");
    }
    if (type == RecordType.CNAME && values.size() > 1) {
      throw new IllegalArgumentException("CNAME " + name + " has several values: " + values);
    }
  }

  /** A record set without weighted routing. */
  public static RecordSet of(DnsName name, RecordType type, Duration ttl, String... values) {
    return new RecordSet(name, type, ttl, List.of(values), Optional.empty());
  }

  /**
   * The record set that lets a name point at a host: an address becomes A or AAAA, a host name a
   * CNAME.
   *
   * @param target an IPv4 or IPv6 address or a host name
   */
  public static RecordSet pointing(DnsName name, Duration ttl, String target) {
    if (InetAddresses.isInetAddress(target)) {
      boolean four = InetAddresses.forString(target) instanceof Inet4Address;
      return of(name, four ? RecordType.A : RecordType.AAAA, ttl, target);
    }
    return of(name, RecordType.CNAME, ttl, DnsName.of(target).absolute());
  }

  /**
   * The host that an A, AAAA or CNAME record set points at; the first one, without the trailing
   * dot.
   */
  public Optional<String> target() {
    return switch (type) {
      case A, AAAA -> Optional.of(values.get(0));
      case CNAME -> Optional.of(DnsName.of(values.get(0)).text());
      case SRV, TXT, OTHER -> Optional.empty();
    };
  }

  /** This record set as one of several weighted ones. */
  public RecordSet weighted(String setIdentifier, int weight) {
    return new RecordSet(name, type, ttl, values, Optional.of(new Weighted(setIdentifier, weight)));
  }

  /** The key under which a zone holds at most one record set. */
  public Key key() {
    return new Key(name, type, weighted.map(Weighted::setIdentifier).orElse(""));
  }

  /** Name, type and set identifier (empty for a simple record set). */
  public record Key(DnsName name, RecordType type, String setIdentifier) {}

  @Override
  public String toString() {
    String routing =
        weighted.map(w -> " [" + w.setIdentifier() + " weight " + w.weight() + "]").orElse("");
    return name + " " + ttl.toSeconds() + " " + type + " " + String.join(" ", values) + routing;
  }
}
