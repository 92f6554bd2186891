package io.ec2cluster.coordination;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.contract.RecordTableContract;

class ZoneRecordTableTest extends RecordTableContract {
  private final FakeHostedZone zone = FakeHostedZone.of("example.com");

  @Override
  protected RecordTable open() {
    return new ZoneRecordTable(zone, DnsName.of("_ec2cluster.example.com"));
  }
}
