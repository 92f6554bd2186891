package io.ec2cluster.aws;

import io.ec2cluster.Time;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.ZoneRecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.testing.contract.RecordTableContract;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.services.route53.Route53Client;

/** Records as TXT record sets, over the real SDK client, HTTP and the strict stand-in. */
class Route53RecordTableIT extends RecordTableContract {
  private static final Route53StandIn STAND_IN = Route53StandIn.start();
  private static final Route53Client CLIENT = Route53Clients.withoutRetries(STAND_IN.endpoint());

  private final Route53Zone zone = STAND_IN.createZone("example.com");

  @AfterAll
  static void stop() {
    CLIENT.close();
    STAND_IN.close();
  }

  @Override
  protected RecordTable open() {
    return new ZoneRecordTable(
        AwsHostedZone.withId(
            CLIENT, zone.id(), Time.system(), new Random(1), Duration.ofSeconds(20)),
        DnsName.of("_ec2cluster.example.com"));
  }
}
