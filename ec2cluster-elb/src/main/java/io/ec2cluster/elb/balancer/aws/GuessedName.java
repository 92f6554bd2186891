package io.ec2cluster.elb.balancer.aws;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.ec2cluster.UsageException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The load balancer that a host name stands for, by the rule of the predecessor: the last three
 * labels, joined by {@code -}, and only within domains that are given. {@code i-1.web.example.com}
 * in {@code example.com} is behind {@code web-example-com}.
 */
public final class GuessedName {
  private static final int LABELS = 3;

  private GuessedName() {}

  /**
   * The name.
   *
   * @param host the host's full name; a dot at its end, and capitals, are allowed
   * @param domains those in which the rule holds
   * @throws UsageException if the host is in none of them
   */
  public static String of(String host, Collection<String> domains) {
    String name = plain(host);
    boolean supported = domains.stream().map(GuessedName::plain).anyMatch(in -> isIn(name, in));
    List<String> labels = Splitter.on('.').splitToList(name);
    if (!supported || labels.size() < LABELS || labels.contains("")) {
      throw new UsageException(
          "no load balancer is named, this instance is in none, and its host name '%s' tells none: expected LABEL.DOMAIN with a domain of elb.supported-domains, which are %s. Name the load balancer, or set elb.load-balancers"
              .formatted(host, domains.isEmpty() ? "none" : String.join(", ", domains)));
    }
    return String.join("-", labels.subList(labels.size() - LABELS, labels.size()));
  }

  /**
   * What the predecessor's tags are made of, where the host is in one of the domains: {@code
   * domain}, the longest of those, and {@code host-label}, the label before it.
   */
  public static Map<String, String> variables(String host, Collection<String> domains) {
    String name = plain(host);
    return domains.stream()
        .map(GuessedName::plain)
        .filter(domain -> isIn(name, domain))
        .max(Comparator.comparingInt(String::length))
        .map(
            domain -> {
              String before = name.substring(0, name.length() - domain.length() - 1);
              return Map.of(
                  "domain", domain, "host-label", before.substring(before.lastIndexOf('.') + 1));
            })
        .orElseGet(Map::of);
  }

  /** {@code badexample.com} is not in {@code example.com}, and neither is that itself. */
  private static boolean isIn(String name, String domain) {
    return !domain.isEmpty() && name.endsWith("." + domain);
  }

  private static String plain(String name) {
    String lower = Ascii.toLowerCase(name.strip());
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
