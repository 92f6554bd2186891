package io.ec2cluster.internal.role;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.DnsTarget;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Owner;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes this node a candidate: its address for replicas, its name for clients, its data. */
final class Candidates {
  private final OperationContext context;
  private final InstanceMetadata metadata;

  Candidates(OperationContext context) {
    this.context = context;
    this.metadata = context.cloud().metadata();
  }

  Candidate of(EngineNode node) {
    Owner self = new Owner(metadata.instanceId(), address(), node.port());
    return new Candidate(
        context.cluster(),
        metadata.account(),
        metadata.region(),
        self,
        target(),
        hosts(),
        node.data());
  }

  /** Replicas bootstrap by it, inside the network: the private address before everything else. */
  private String address() {
    return firstOf(
            List.of(
                metadata.localIpv4(),
                metadata.localHostname(),
                metadata.publicHostname(),
                metadata.publicIpv4()))
        .orElseThrow(
            () ->
                new UsageException(
                    "the instance metadata of "
                        + metadata.instanceId()
                        + " has no address: expected local-ipv4,"
                        + " local-hostname, public-hostname or public-ipv4"));
  }

  /**
   * What the names point at. By default the public host name, where there is one: inside a VPC it
   * resolves to the private address (Amazon VPC user guide, DNS attributes).
   */
  String target() {
    Optional<Template> configured = context.settings().dns().target();
    if (configured.isEmpty()) {
      return firstOf(List.of(metadata.publicHostname(), metadata.localHostname()))
          .orElseGet(this::address);
    }
    Template template = configured.get();
    Optional<DnsTarget> kind = kind(template.text());
    String target = kind.isPresent() ? value(kind.get(), template) : context.render(template);
    checkTarget(target, template);
    return target;
  }

  private void checkTarget(String target, Template template) {
    try {
      RecordSet.pointing(context.names().primary(), context.names().primaryTtl(), target);
    } catch (IllegalArgumentException invalid) {
      throw new UsageException(
          template.origin()
              + ": dns.target gives '"
              + target
              + "': expected a host name or an address",
          invalid);
    }
  }

  private static Optional<DnsTarget> kind(String text) {
    return Arrays.stream(DnsTarget.values()).filter(kind -> key(kind).equals(text)).findFirst();
  }

  private String value(DnsTarget kind, Template template) {
    return metadata
        .find(key(kind))
        .orElseThrow(
            () ->
                new UsageException(
                    template.origin()
                        + ": dns.target is "
                        + key(kind)
                        + ", but the instance metadata of "
                        + metadata.instanceId()
                        + " has none: choose another one, or a template"));
  }

  private static String key(DnsTarget kind) {
    return Ascii.toLowerCase(kind.name()).replace('_', '-');
  }

  private Set<String> hosts() {
    return Stream.of(
            metadata.publicHostname(),
            metadata.localHostname(),
            metadata.publicIpv4(),
            metadata.localIpv4())
        .flatMap(Optional::stream)
        .map(Ascii::toLowerCase)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Optional<String> firstOf(List<Optional<String>> values) {
    return values.stream().flatMap(Optional::stream).findFirst();
  }
}
