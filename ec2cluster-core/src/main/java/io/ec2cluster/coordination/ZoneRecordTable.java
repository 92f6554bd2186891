package io.ec2cluster.coordination;

import com.google.common.collect.Lists;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.util.Optional;

/**
 * Small records as TXT record sets of a zone: deleting the exact old one and creating the new one
 * in one batch is the compare-and-set. The key's parts are labels, the special one first, below a
 * name: {@code founding.maindb.etcd._ec2cluster.example.com}. For a few changes a minute: an
 * account has five requests a second.
 */
public final class ZoneRecordTable implements RecordTable {
  /** Nobody resolves the record; a short TTL only matters to a person with {@code dig}. */
  private static final Duration TTL = Duration.ofSeconds(60);

  private static final int LONGEST_VALUE = 1500;

  private final HostedZone zone;
  private final DnsName top;

  /** Records below a name of a zone. */
  public ZoneRecordTable(HostedZone zone, DnsName top) {
    this.zone = zone;
    this.top = top;
  }

  @Override
  public String id() {
    return "TXT records below " + top + " in " + zone.id();
  }

  @Override
  public int longestValue() {
    return LONGEST_VALUE;
  }

  @Override
  public boolean bearsHeartBeats() {
    return false;
  }

  @Override
  public Optional<StoredRecord> read(RecordKey key) {
    DnsName name = name(key);
    return zone.list(name).stream()
        .filter(set -> set.name().equals(name) && set.type() == RecordType.TXT)
        .map(set -> RecordValue.parse(key, set.values()))
        .findFirst();
  }

  @Override
  public void put(Optional<StoredRecord> seen, StoredRecord next) {
    ChangeBatch.Builder batch = ChangeBatch.commented("ec2cluster: record " + next.key());
    seen.ifPresent(old -> batch.delete(set(old)));
    zone.apply(batch.create(set(next)).build());
  }

  @Override
  public void delete(StoredRecord seen) {
    zone.apply(
        ChangeBatch.commented("ec2cluster: record " + seen.key() + " goes")
            .delete(set(seen))
            .build());
  }

  private RecordSet set(StoredRecord record) {
    return RecordSet.of(name(record.key()), RecordType.TXT, TTL, RecordValue.text(record));
  }

  private DnsName name(RecordKey key) {
    return DnsName.of(String.join(".", Lists.reverse(key.parts())) + "." + top);
  }
}
