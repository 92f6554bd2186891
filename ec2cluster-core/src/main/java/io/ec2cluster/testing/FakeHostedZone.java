package io.ec2cluster.testing;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.dns.ZoneContents;
import java.util.List;
import java.util.Optional;

/**
 * A hosted zone in memory that is as strict as Route 53: atomic batches, CREATE conflicts, exact
 * DELETE, a CNAME beside nothing else, simple and weighted sets apart. Safe for use by several
 * threads; one instance serves all nodes of a test.
 */
public final class FakeHostedZone implements HostedZone {
  private final DnsName name;
  private ZoneContents contents;
  private int listings;
  private int batches;

  /** An empty zone. */
  public FakeHostedZone(DnsName name) {
    this.name = name;
    this.contents = ZoneContents.empty(name);
  }

  /** An empty zone of a name such as {@code example.com}. */
  public static FakeHostedZone of(String name) {
    return new FakeHostedZone(DnsName.of(name));
  }

  @Override
  public String id() {
    return "fake:" + name;
  }

  @Override
  public Optional<DnsName> name() {
    return Optional.of(name);
  }

  @Override
  public synchronized List<RecordSet> list(DnsName top) {
    listings++;
    return contents.list(top);
  }

  @Override
  public synchronized void apply(ChangeBatch batch) {
    batches++;
    contents = contents.applied(batch);
  }

  /**
   * Puts a record set there as another user of the zone would, without counting a request; those of
   * type OTHER too, whose values then begin with the real type ({@code MX 10 mail.example.com.}).
   */
  public synchronized void put(RecordSet recordSet) {
    contents = contents.with(recordSet);
  }

  /** Everything that the zone holds, in zone order, without counting a request. */
  public synchronized List<RecordSet> contents() {
    return contents.all();
  }

  /** How often {@link #list} was called. */
  public synchronized int listings() {
    return listings;
  }

  /** How often {@link #apply} was called, refused batches included. */
  public synchronized int batches() {
    return batches;
  }
}
