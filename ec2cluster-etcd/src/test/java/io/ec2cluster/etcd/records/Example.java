package io.ec2cluster.etcd.records;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cluster whose records are {@code prod.example.org}. */
final class Example {
  static final RecordNames NAMES = RecordNames.of("prod", DnsName.of("example.org"));
  static final RecordsOwner OWNER = new RecordsOwner("a-prod", Optional.of("eu-west-1"));
  static final RecordsOwner OTHER = new RecordsOwner("b-prod", Optional.of("eu-west-1"));
  static final EtcdId CLUSTER = new EtcdId(0xc0ffee);

  private Example() {}

  /** A voter at 10.0.0.N. */
  static ClusterMember voter(int number) {
    return member("i-" + number, "http", "10.0.0." + number, false);
  }

  static ClusterMember member(String name, String scheme, String host, boolean learner) {
    return new ClusterMember(
        new EtcdId(name.hashCode() * 1000L + host.hashCode()),
        name,
        List.of("%s://%s:2380".formatted(scheme, host)),
        List.of("%s://%s:2379".formatted(scheme, host)),
        learner);
  }

  static Published of(long index, ClusterMember... members) {
    return new Published(CLUSTER, index, List.of(members));
  }

  static RecordSet set(String name, RecordType type, String... values) {
    return RecordSet.of(DnsName.of(name), type, Duration.ofSeconds(60), values);
  }
}
