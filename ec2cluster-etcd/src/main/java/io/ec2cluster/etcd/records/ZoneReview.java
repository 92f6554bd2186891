package io.ec2cluster.etcd.records;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the zone holds, compared with what it should hold. Pure.
 *
 * <p>The names that belong to every cluster are written only where the marker is this cluster's, or
 * where there is no marker and what stands there names nothing but members of it: the records that
 * the predecessor has left. A member's own name, and which of them are left-overs, is known by the
 * marker alone: whatever else stands below the name is not looked at.
 *
 * @param verdict what is to be done
 * @param stale the sets that are there and should not be, or not so
 * @param missing the sets that are not there
 */
record ZoneReview(Verdict verdict, List<RecordSet> stale, List<RecordSet> missing) {
  private static final Set<RecordType> WRITTEN =
      Set.of(RecordType.A, RecordType.AAAA, RecordType.SRV);

  /** Copies. */
  ZoneReview {
    stale = List.copyOf(stale);
    missing = List.copyOf(missing);
  }

  /** What is to be done. */
  sealed interface Verdict {
    /** Nothing. */
    record Settled() implements Verdict {}

    /** Another member has told of a newer state: nothing now. */
    record Newer() implements Verdict {}

    /** A change. */
    record Write(ChangeBatch batch) implements Verdict {}

    /** A person has to decide. */
    record Refused(String why) implements Verdict {}
  }

  /**
   * Compares.
   *
   * @param listed what the zone holds at the top name and below it
   */
  static ZoneReview of(
      RecordNames names,
      RecordsOwner owner,
      Published published,
      Collection<RecordSet> listed,
      String nonce) {
    ClusterRecords wanted = ClusterRecords.of(names, published.members());
    Marker marker =
        new Marker(owner, published.clusterId().hex(), published.index(), wanted.labels(), nonce);
    Optional<RecordSet> stored = at(listed, names.marker(), RecordType.TXT);
    Optional<Marker> found = stored.flatMap(Marker::read);
    Set<DnsName> own = own(names, wanted, found);
    List<RecordSet> there = listed.stream().filter(set -> own.contains(set.name())).toList();
    Set<RecordSet> sets = Set.copyOf(wanted.sets());
    List<RecordSet> stale =
        there.stream().filter(set -> isOfOurTypes(set) && !sets.contains(set)).toList();
    List<RecordSet> missing = sets.stream().filter(set -> !there.contains(set)).toList();

    Optional<String> refusal = refusal(names, owner, wanted, stored, there);
    if (refusal.isPresent()) {
      return new ZoneReview(new Verdict.Refused(refusal.get()), stale, missing);
    }
    boolean marked = found.filter(marker::says).isPresent();
    if (stale.isEmpty() && missing.isEmpty() && marked) {
      return new ZoneReview(new Verdict.Settled(), stale, missing);
    }
    if (found.filter(it -> it.isNewerThan(marker.etcdId(), marker.index())).isPresent()) {
      return new ZoneReview(new Verdict.Newer(), stale, missing);
    }
    List<Change> changes = new ArrayList<>();
    stored.ifPresent(old -> changes.add(new Change.Delete(old)));
    stale.forEach(old -> changes.add(new Change.Delete(old)));
    changes.add(new Change.Create(marker.write(names.marker())));
    missing.forEach(set -> changes.add(new Change.Create(set)));
    return new ZoneReview(
        new Verdict.Write(new ChangeBatch("members of " + owner, changes)), stale, missing);
  }

  private static Set<DnsName> own(
      RecordNames names, ClusterRecords wanted, Optional<Marker> found) {
    Set<DnsName> own = new HashSet<>(names.fixed());
    wanted.labels().forEach(label -> own.add(names.member(label)));
    found.ifPresent(marker -> marker.labels().forEach(label -> own.add(names.member(label))));
    return own;
  }

  private static Optional<String> refusal(
      RecordNames names,
      RecordsOwner owner,
      ClusterRecords wanted,
      Optional<RecordSet> stored,
      List<RecordSet> there) {
    if (wanted.members().isEmpty()) {
      return Optional.of("found no voter with a URL that names a host: no records are removed");
    }
    Optional<RecordSet> blocking = there.stream().filter(ZoneReview::blocks).findFirst();
    if (blocking.isPresent()) {
      return Optional.of(
          "found '%s', which ec2cluster does not write; expected A, AAAA and SRV records without routing at that name: remove it, or choose another etcd: name"
              .formatted(blocking.get()));
    }
    if (stored.isPresent()) {
      Optional<Marker> found = Marker.read(stored.get());
      if (found.isEmpty()) {
        return Optional.of(
            "found '%s', which no ec2cluster of this version has written: use the version that wrote it, or remove it"
                .formatted(stored.get()));
      }
      return found.get().owner().equals(owner)
          ? Optional.empty()
          : Optional.of(
              "found records of %s (marker %s), and this is %s: choose another etcd: name; if that cluster is no more, remove its marker and its records"
                  .formatted(found.get().owner(), names.marker(), owner));
    }
    return there.stream()
        .filter(set -> isOfOurTypes(set) && !namesMembersOnly(set, wanted))
        .findFirst()
        .map(
            set ->
                "found '%s' without a marker of ec2cluster's, and not all of its values name members of this cluster: remove it if nobody needs it, or choose another etcd: name"
                    .formatted(set));
  }

  private static boolean namesMembersOnly(RecordSet set, ClusterRecords wanted) {
    return set.values().stream()
        .map(value -> value.substring(value.lastIndexOf(' ') + 1))
        .allMatch(host -> wanted.members().stream().anyMatch(member -> member.isMeantBy(host)));
  }

  private static boolean isOfOurTypes(RecordSet set) {
    return WRITTEN.contains(set.type());
  }

  /** What stands in the way of a set of ours, and is none: an alias, an alias name, routing. */
  private static boolean blocks(RecordSet set) {
    String value = set.values().get(0);
    return set.type() == RecordType.CNAME
        || (isOfOurTypes(set) && set.weighted().isPresent())
        || (set.type() == RecordType.OTHER
            && WRITTEN.stream().anyMatch(type -> value.startsWith(type + " ")));
  }

  private static Optional<RecordSet> at(
      Collection<RecordSet> listed, DnsName name, RecordType type) {
    return listed.stream().filter(set -> set.name().equals(name) && set.type() == type).findFirst();
  }
}
