package io.ec2cluster.aws;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Record sets as Route 53 writes them, and as ec2cluster does. */
final class Route53Records {
  private static final Set<String> WRITTEN_TYPES = Set.of("A", "AAAA", "CNAME", "SRV", "TXT");

  private Route53Records() {}

  /** A record set for a request. */
  static ResourceRecordSet toRoute53(RecordSet recordSet) {
    ResourceRecordSet.Builder builder =
        ResourceRecordSet.builder()
            .name(recordSet.name().absolute())
            .type(recordSet.type().name())
            .ttl(recordSet.ttl().toSeconds())
            .resourceRecords(
                recordSet.values().stream()
                    .map(value -> ResourceRecord.builder().value(value).build())
                    .toList());
    recordSet
        .weighted()
        .ifPresent(
            weighted ->
                builder.setIdentifier(weighted.setIdentifier()).weight((long) weighted.weight()));
    return builder.build();
  }

  /**
   * A record set from an answer; empty if its name holds characters that no name of ec2cluster's
   * has, so that nothing of its own can stand there. What ec2cluster does not write becomes {@link
   * RecordType#OTHER}, with values that begin with the real type.
   */
  static Optional<RecordSet> fromRoute53(ResourceRecordSet listed) {
    return Route53Names.decoded(listed.name()).map(name -> recordSet(name, listed));
  }

  private static RecordSet recordSet(DnsName name, ResourceRecordSet listed) {
    if (!isWritten(listed)) {
      Duration ttl = Duration.ofSeconds(listed.ttl() == null ? 0 : listed.ttl());
      return new RecordSet(name, RecordType.OTHER, ttl, described(listed), Optional.empty());
    }
    Optional<Weighted> weighted =
        Optional.ofNullable(listed.setIdentifier())
            .map(identifier -> new Weighted(identifier, Math.toIntExact(listed.weight())));
    return new RecordSet(
        name,
        RecordType.valueOf(listed.typeAsString()),
        Duration.ofSeconds(listed.ttl()),
        values(listed),
        weighted);
  }

  /** Whether a DELETE could give all of it: a type and a form that ec2cluster writes. */
  private static boolean isWritten(ResourceRecordSet listed) {
    boolean simple = listed.setIdentifier() == null;
    boolean weighted = listed.setIdentifier() != null && listed.weight() != null;
    return WRITTEN_TYPES.contains(listed.typeAsString())
        && listed.ttl() != null
        && !values(listed).isEmpty()
        && (simple || weighted)
        && foreignParts(listed).isEmpty();
  }

  private static List<String> described(ResourceRecordSet listed) {
    String type = listed.typeAsString();
    String routing = listed.setIdentifier() == null ? "" : " [" + listed.setIdentifier() + "]";
    List<String> parts =
        Stream.concat(values(listed).stream(), foreignParts(listed).stream()).toList();
    return parts.isEmpty()
        ? List.of(type + routing + " without a value")
        : parts.stream().map(part -> type + routing + " " + part).toList();
  }

  /** What a record set of ec2cluster's never has, in words. */
  private static List<String> foreignParts(ResourceRecordSet listed) {
    return Stream.of(
            part(listed.aliasTarget() == null ? null : listed.aliasTarget().dnsName(), "alias of "),
            part(listed.healthCheckId(), "health check "),
            part(listed.regionAsString(), "latency from "),
            part(listed.failoverAsString(), "failover "),
            part(listed.geoLocation(), "geolocation "),
            part(listed.geoProximityLocation(), "geoproximity "),
            part(listed.multiValueAnswer(), "multivalue answer "),
            part(listed.cidrRoutingConfig(), "CIDR routing "),
            part(listed.trafficPolicyInstanceId(), "traffic policy "))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> part(@Nullable Object found, String what) {
    return Optional.ofNullable(found).map(value -> what + value);
  }

  private static List<String> values(ResourceRecordSet listed) {
    return listed.resourceRecords().stream().map(ResourceRecord::value).toList();
  }
}
