package io.ec2cluster.internal.node;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.role.RoleNames;
import java.util.Optional;
import java.util.function.Function;

/** Makes the cluster's names from their templates. */
final class ClusterNames {
  private ClusterNames() {}

  static RoleNames of(ClusterSettings.Dns dns, Function<Template, String> render) {
    Template primary =
        dns.primaryName()
            .orElseThrow(
                () ->
                    new UsageException(
                        "dns.primary-name is not set: expected the name that clients use, for example"
                            + " \"primary.{{cluster}}.example.com\""));
    return new RoleNames(
        name(dns, "dns.primary-name", primary, render),
        dns.replicaName().map(template -> name(dns, "dns.replica-name", template, render)),
        dns.primaryTtl().orElse(dns.ttl()),
        dns.replicaTtl().orElse(dns.ttl()));
  }

  private static DnsName name(
      ClusterSettings.Dns dns, String key, Template template, Function<Template, String> render) {
    DnsName name = parsed(key, template.origin(), render.apply(template));
    Optional<DnsName> zone = dns.zone().map(text -> parsed("dns.zone", "the configuration", text));
    if (zone.isPresent() && !name.isAtOrBelow(zone.get())) {
      throw new UsageException(
          template.origin()
              + ": "
              + key
              + " gives "
              + name
              + ", which is not in the zone "
              + zone.get()
              + " that dns.zone names");
    }
    return name;
  }

  private static DnsName parsed(String key, String origin, String text) {
    try {
      return DnsName.of(text);
    } catch (IllegalArgumentException invalid) {
      throw new UsageException(origin + ": " + key + ": " + invalid.getMessage(), invalid);
    }
  }
}
