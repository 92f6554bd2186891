package io.ec2cluster.local;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.internal.dns.ZoneContents;
import io.ec2cluster.testing.contract.Fuzz;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Zone files that somebody has edited, or that are damaged. */
@Timeout(300)
class ZoneFileFuzzTest {
  private static final DnsName ZONE = DnsName.of("example.com");

  @Test
  void zoneFiles() {
    ZoneContents contents =
        ZoneContents.empty(ZONE)
            .with(set("primary.example.com", RecordType.CNAME, "node-1.example.com."))
            .with(set("_role.primary.example.com", RecordType.TXT, "\"v=1\" \"a=b \\\"c\\\"\""))
            .with(set("node-1.example.com", RecordType.A, "10.0.0.1", "10.0.0.2"));
    Fuzz.check(
        List.of(ZoneFile.empty(ZONE).text(), ZoneFile.empty(ZONE).next(contents).text()),
        Ec2ClusterException.class,
        text -> ZoneFileReader.read(ZONE, "zone", text));
  }

  private static RecordSet set(String name, RecordType type, String... values) {
    return RecordSet.of(DnsName.of(name), type, Duration.ofSeconds(60), values);
  }
}
