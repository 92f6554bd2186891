package io.ec2cluster.testing.standin;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.internal.dns.BatchResult;
import io.ec2cluster.internal.dns.Refusal;
import io.ec2cluster.internal.dns.ZoneContents;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One hosted zone of the stand-in. Safe for use by several threads. */
public final class Route53Zone {
  private final String id;
  private final DnsName name;
  private final boolean privateZone;
  private ZoneContents contents;

  Route53Zone(String id, DnsName name, boolean privateZone) {
    this.id = id;
    this.name = name;
    this.privateZone = privateZone;
    RecordSet soa =
        foreign(
            name,
            Duration.ofMinutes(15),
            "SOA ns-1.stand-in.test. hostmaster.stand-in.test. 1 7200 900 1209600 86400");
    RecordSet ns =
        foreign(name, Duration.ofDays(2), "NS ns-1.stand-in.test.", "NS ns-2.stand-in.test.");
    this.contents = ZoneContents.of(name, List.of(soa, ns));
  }

  /** Its id, without {@code /hostedzone/}. */
  public String id() {
    return id;
  }

  /** Its name. */
  public DnsName name() {
    return name;
  }

  /** Whether it is a private zone. */
  public boolean isPrivate() {
    return privateZone;
  }

  /** Everything that it holds, in zone order. */
  public synchronized List<RecordSet> contents() {
    return contents.all();
  }

  /** What it holds at a name and below. */
  public synchronized List<RecordSet> contents(DnsName top) {
    return contents.list(top);
  }

  /**
   * Puts a record set there as another user of the zone would. The values of one of type OTHER
   * begin with the real type, for example {@code MX 10 mail.example.com.} or {@code A alias of
   * lb.example.net.}.
   */
  public synchronized void put(RecordSet recordSet) {
    contents = contents.with(recordSet);
  }

  /** Applies a batch whole, or says why not. */
  synchronized Optional<Refusal> apply(ChangeBatch batch) {
    BatchResult result = contents.apply(batch);
    if (result instanceof BatchResult.Applied applied) {
      contents = applied.contents();
      return Optional.empty();
    }
    return Optional.of(((BatchResult.Refused) result).refusal());
  }

  private static RecordSet foreign(DnsName name, Duration ttl, String... values) {
    return RecordSet.of(name, RecordType.OTHER, ttl, values);
  }
}
