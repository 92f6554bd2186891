package io.ec2cluster.internal.dns;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The record sets of one zone, and the strict rules by which a change batch alters them. Immutable.
 *
 * <p>The rules are those of Route 53 (API reference, ChangeResourceRecordSets and
 * ResourceRecordSet): a batch is applied whole or not at all; CREATE fails where a record set of
 * that name, type and set identifier exists; DELETE must give the stored one exactly; a CNAME has
 * no other record set beside it; simple and weighted sets of one name and type do not mix, and the
 * weighted sets of one name and type have the same TTL.
 *
 * <p>A record set of type {@link RecordType#OTHER} stands for what ec2cluster only meets. Its
 * values begin with the real type, for example {@code MX 10 mail.example.com.} or {@code A alias of
 * lb.example.net.}; it keeps its name free of CNAMEs and its name and type free of other sets.
 */
public final class ZoneContents {
  /** The order of a zone: name, type, set identifier. */
  public static final Comparator<RecordSet> ZONE_ORDER =
      (one, other) -> compare(one.key(), other.key());

  private final DnsName zone;
  private final SortedMap<RecordSet.Key, RecordSet> written;
  private final List<RecordSet> others;

  private ZoneContents(
      DnsName zone, SortedMap<RecordSet.Key, RecordSet> written, List<RecordSet> others) {
    this.zone = zone;
    this.written = written;
    this.others = others;
  }

  /** A zone without record sets. */
  public static ZoneContents empty(DnsName zone) {
    return new ZoneContents(zone, new TreeMap<>(ZoneContents::compare), List.of());
  }

  /**
   * A zone that holds these, as they were read; only two sets of one key are refused.
   *
   * @throws IllegalArgumentException if two of them have the same name, type and set identifier
   */
  public static ZoneContents of(DnsName zone, Collection<RecordSet> recordSets) {
    SortedMap<RecordSet.Key, RecordSet> written = new TreeMap<>(ZoneContents::compare);
    List<RecordSet> others = new ArrayList<>();
    recordSets.forEach(recordSet -> add(recordSet, zone, written, others));
    return new ZoneContents(zone, written, List.copyOf(others));
  }

  private static void add(
      RecordSet recordSet,
      DnsName zone,
      SortedMap<RecordSet.Key, RecordSet> written,
      List<RecordSet> others) {
    if (recordSet.type() == RecordType.OTHER) {
      others.add(recordSet);
    } else if (written.putIfAbsent(recordSet.key(), recordSet) != null) {
      throw new IllegalArgumentException("zone " + zone + " holds twice: " + recordSet.key());
    }
  }

  /** The zone's name. */
  public DnsName zone() {
    return zone;
  }

  /**
   * These contents and one more record set, as another user of the zone would put it there.
   *
   * @throws IllegalArgumentException if there is one of the same name, type and set identifier
   */
  public ZoneContents with(RecordSet recordSet) {
    SortedMap<RecordSet.Key, RecordSet> more = new TreeMap<>(written);
    List<RecordSet> moreOthers = new ArrayList<>(others);
    add(recordSet, zone, more, moreOthers);
    return new ZoneContents(zone, more, List.copyOf(moreOthers));
  }

  /** Every record set, in zone order. */
  public List<RecordSet> all() {
    return list(recordSet -> true);
  }

  /** The record sets at a name and below it, in zone order. */
  public List<RecordSet> list(DnsName top) {
    return list(recordSet -> recordSet.name().isAtOrBelow(top));
  }

  /** Not by Comparator.comparing: no archive of classes keeps what it is made of. */
  private static int compare(RecordSet.Key one, RecordSet.Key other) {
    int names = one.name().compareTo(other.name());
    int types = names == 0 ? one.type().compareTo(other.type()) : names;
    return types == 0 ? one.setIdentifier().compareTo(other.setIdentifier()) : types;
  }

  private List<RecordSet> list(Predicate<RecordSet> wanted) {
    return Stream.concat(written.values().stream(), others.stream())
        .filter(wanted)
        .sorted(ZONE_ORDER)
        .toList();
  }

  /** The record set of a name, type and set identifier. */
  public Optional<RecordSet> find(RecordSet.Key key) {
    return Optional.ofNullable(written.get(key));
  }

  /** The result of a batch: the contents after it, or why none of it was applied. */
  public BatchResult apply(ChangeBatch batch) {
    List<String> invalid = BatchRules.violations(zone, batch);
    if (!invalid.isEmpty()) {
      return new BatchResult.Refused(new Refusal(false, invalid));
    }
    Draft draft = new Draft(zone, new TreeMap<>(written), others);
    batch.changes().forEach(draft::apply);
    return draft.conflicts().isEmpty()
        ? new BatchResult.Applied(new ZoneContents(zone, draft.written(), others))
        : new BatchResult.Refused(new Refusal(true, draft.conflicts()));
  }

  /**
   * The contents after a batch.
   *
   * @throws io.ec2cluster.dns.ChangeConflictException if what the zone holds stands against it
   * @throws io.ec2cluster.EnvironmentException if it would be refused by any contents
   */
  public ZoneContents applied(ChangeBatch batch) {
    BatchResult result = apply(batch);
    if (result instanceof BatchResult.Applied applied) {
      return applied.contents();
    }
    throw ((BatchResult.Refused) result).refusal().toException("zone " + zone);
  }
}
