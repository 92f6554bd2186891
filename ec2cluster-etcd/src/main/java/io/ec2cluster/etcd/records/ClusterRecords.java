package io.ec2cluster.etcd.records;

import com.google.common.net.InetAddresses;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.etcd.api.ClusterMember;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the records of a cluster should be. Pure: the same members give the same records.
 *
 * @param names the names
 * @param members the members that are told of
 */
record ClusterRecords(RecordNames names, List<PublishedMember> members) {
  static final Duration TTL = Duration.ofSeconds(60);

  /** Copies. */
  ClusterRecords {
    members = List.copyOf(members);
  }

  /** The records of a cluster: of its voters, because a learner serves no clients. */
  static ClusterRecords of(RecordNames names, Collection<ClusterMember> all) {
    List<PublishedMember> members =
        all.stream()
            .filter(Predicate.not(ClusterMember::learner))
            .flatMap(member -> PublishedMember.of(member).stream())
            .toList();
    Map<String, Long> uses =
        members.stream()
            .collect(Collectors.groupingBy(PublishedMember::label, Collectors.counting()));
    return new ClusterRecords(
        names,
        members.stream()
            .map(one -> uses.getOrDefault(one.label(), 0L) > 1 ? one.labelledById() : one)
            .toList());
  }

  /** The labels of the records of single members. */
  TreeSet<String> labels() {
    return members.stream()
        .filter(member -> !member.isReachedByName())
        .map(PublishedMember::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The record sets, in no order. */
  List<RecordSet> sets() {
    List<RecordSet> sets = new ArrayList<>();
    for (boolean tls : new boolean[] {false, true}) {
      addService(sets, names.server(tls), tls, PublishedMember::peer);
      names.clients(tls).forEach(name -> addService(sets, name, tls, PublishedMember::client));
    }
    List<InetAddress> all = members.stream().flatMap(member -> member.address().stream()).toList();
    addAddresses(sets, names.top(), all);
    addAddresses(sets, names.servers(), all);
    members.stream()
        .filter(member -> !member.isReachedByName())
        .forEach(
            member ->
                addAddresses(
                    sets, names.member(member.label()), member.address().stream().toList()));
    return sets;
  }

  private void addService(
      List<RecordSet> sets, DnsName name, boolean tls, Function<PublishedMember, URI> url) {
    TreeSet<String> values = new TreeSet<>();
    for (PublishedMember member : members) {
      if (url.apply(member).getScheme().equals("https") == tls) {
        values.add("1 1 %d %s".formatted(url.apply(member).getPort(), target(member)));
      }
    }
    if (!values.isEmpty()) {
      sets.add(new RecordSet(name, RecordType.SRV, TTL, List.copyOf(values), Optional.empty()));
    }
  }

  /** The target of an SRV record is no alias (RFC 2782): a host name stands there itself. */
  private String target(PublishedMember member) {
    return member.isReachedByName()
        ? DnsName.of(member.client().getHost()).absolute()
        : names.member(member.label()).absolute();
  }

  private static void addAddresses(
      List<RecordSet> sets, DnsName name, Collection<InetAddress> addresses) {
    Map<RecordType, TreeSet<String>> values = new TreeMap<>();
    for (InetAddress address : addresses) {
      RecordType type = address instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
      values
          .computeIfAbsent(type, none -> new TreeSet<>())
          .add(InetAddresses.toAddrString(address));
    }
    values.forEach(
        (type, texts) ->
            sets.add(new RecordSet(name, type, TTL, List.copyOf(texts), Optional.empty())));
  }
}
