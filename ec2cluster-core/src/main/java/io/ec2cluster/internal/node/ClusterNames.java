package io.ec2cluster.internal.node;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.role.RoleNames;
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
        name("dns.primary-name", primary, render),
        dns.replicaName().map(template -> name("dns.replica-name", template, render)),
        dns.primaryTtl().orElse(dns.ttl()),
        dns.replicaTtl().orElse(dns.ttl()));
  }

  private static DnsName name(String key, Template template, Function<Template, String> render) {
    String text = render.apply(template);
    try {
      return DnsName.of(text);
    } catch (IllegalArgumentException invalid) {
      throw new UsageException(
          template.origin() + ": " + key + ": " + invalid.getMessage(), invalid);
    }
  }
}
