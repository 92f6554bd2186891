package io.ec2cluster.etcd.records;

import io.ec2cluster.UsageException;
import io.ec2cluster.dns.DnsName;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of a cluster's records.
 *
 * @param top the name that the others are below
 */
public record RecordNames(DnsName top) {
  private static final List<String> SERVICES = List.of("etcd-server", "etcd-client", "etcd");
  private static final int LONGEST_LABEL = 63;

  /**
   * The names in a zone.
   *
   * @param name relative to the zone
   * @throws UsageException if they cannot be names of records
   */
  public static RecordNames of(String name, DnsName zone) {
    try {
      if (name.isBlank()) {
        throw new IllegalArgumentException("it is empty");
      }
      RecordNames names = new RecordNames(DnsName.of(name + "." + zone));
      // The longest that is ever written: what does not fit is to be found now, not with a member.
      names.top.child("m".repeat(LONGEST_LABEL));
      if (names.top.labels().contains("*")) {
        throw new IllegalArgumentException("it is a wildcard");
      }
      return names;
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "etcd: name: found '%s', expected a name whose records fit below %s: %s"
              .formatted(name, zone, wrong.getMessage()),
          wrong);
    }
  }

  /** Where the marker stands. */
  DnsName marker() {
    return top.child("_ec2cluster-etcd");
  }

  /** All members' addresses under another name, as the predecessor called it. */
  DnsName servers() {
    return top.child("etcd-server");
  }

  DnsName member(String label) {
    return top.child(label);
  }

  DnsName server(boolean tls) {
    return service(SERVICES.get(0), tls);
  }

  /** The names by which clients look for a cluster: etcd's own, and the predecessor's. */
  List<DnsName> clients(boolean tls) {
    return List.of(service(SERVICES.get(1), tls), service(SERVICES.get(2), tls));
  }

  /** The names that belong to the cluster whoever its members are. */
  List<DnsName> fixed() {
    List<DnsName> names = new ArrayList<>(List.of(top, servers()));
    for (String service : SERVICES) {
      names.add(service(service, false));
      names.add(service(service, true));
    }
    return names;
  }

  private DnsName service(String service, boolean tls) {
    return top.child("_tcp").child("_" + service + (tls ? "-ssl" : ""));
  }
}
