package io.ec2cluster.local;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows a name inside one zone to an address, or to a name outside of it. */
final class ZoneLookup {
  private static final Set<RecordType> FOLLOWED =
      Set.of(RecordType.A, RecordType.AAAA, RecordType.CNAME);

  private final HostedZone zone;

  ZoneLookup(HostedZone zone) {
    this.zone = zone;
  }

  /**
   * The address or the host at the end of the CNAMEs; empty if the zone does not have the name.
   *
   * @throws EnvironmentException if the CNAMEs lead back to themselves
   */
  Optional<String> find(DnsName name) {
    Set<DnsName> met = new LinkedHashSet<>();
    Optional<RecordSet> set = recordSet(name);
    Optional<String> host = Optional.empty();
    while (set.isPresent()) {
      String value = set.get().values().get(0);
      if (set.get().type() != RecordType.CNAME) {
        return Optional.of(value);
      }
      if (!met.add(set.get().name())) {
        throw new EnvironmentException(zone.id() + " holds CNAMEs that lead in a circle: " + met);
      }
      DnsName target = DnsName.of(value);
      host = Optional.of(target.text());
      set = recordSet(target);
    }
    return host;
  }

  private Optional<RecordSet> recordSet(DnsName name) {
    List<RecordSet> sets =
        zone.list(name).stream()
            .filter(set -> set.name().equals(name) && FOLLOWED.contains(set.type()))
            .toList();
    return ServedSets.of(sets).stream()
        .min(Comparator.comparing(RecordSet::type).thenComparing(ServedSets.HEAVIEST_FIRST));
  }
}
