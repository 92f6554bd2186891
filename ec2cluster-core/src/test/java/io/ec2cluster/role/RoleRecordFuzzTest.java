package io.ec2cluster.role;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.contract.Fuzz;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Role records that somebody has edited, or that are damaged. */
@Timeout(300)
class RoleRecordFuzzTest {
  private static final DnsName NAME = DnsName.of("_role.primary.example.com");

  @Test
  void records() {
    Fuzz.check(
        List.of(
            "\"v=1\" \"cluster=maindb\" \"account=123456789012\" \"owner=i-0123456789abcdef0\" \"address=10.0.0.1\" \"port=5432\" \"epoch=7\" \"nonce=0123456789abcdef\" \"state=published\" \"ever-published=true\" \"claimed=2026-01-02T03:04:05Z\" \"published=2026-01-02T03:04:06Z\"",
            "\"v=1\" \"cluster=maindb\" \"owner=i-1\" \"address=10.0.0.1\" \"port=5432\" \"epoch=1\" \"nonce=a\" \"state=claimed\" \"ever-published=false\" \"claimed=2026-01-02T03:04:05Z\""),
        Ec2ClusterException.class,
        text ->
            RoleRecordText.read(RecordSet.of(NAME, RecordType.TXT, Duration.ofSeconds(60), text)));
  }
}
