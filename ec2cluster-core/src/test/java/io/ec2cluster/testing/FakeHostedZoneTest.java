package io.ec2cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.contract.HostedZoneContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeHostedZoneTest extends HostedZoneContract {
  private static final DnsName NAME = DnsName.of("primary.example.com");

  private final FakeHostedZone fake = FakeHostedZone.of("example.com");

  @Override
  protected HostedZone open() {
    return fake;
  }

  @Test
  void whatOthersPutThereIsListedAndStandsAgainstOurOwn() {
    RecordSet mail = RecordSet.of(NAME, RecordType.OTHER, Duration.ZERO, "MX 10 mail.example.com.");
    RecordSet alias = RecordSet.of(NAME, RecordType.OTHER, Duration.ZERO, "A alias of lb.example.");
    RecordSet cname = RecordSet.of(NAME, RecordType.CNAME, Duration.ZERO, "host1.example.com");
    RecordSet address = RecordSet.of(NAME, RecordType.A, Duration.ZERO, "10.0.0.1");
    fake.put(mail);
    fake.put(alias);

    assertThat(fake.list(NAME)).containsExactlyInAnyOrder(mail, alias);
    assertThatThrownBy(() -> fake.apply(ChangeBatch.commented("a").create(cname).build()))
        .isInstanceOf(ChangeConflictException.class)
        .hasMessageContaining("RRSet of type CNAME with DNS name primary.example.com. is not");
    assertThatThrownBy(() -> fake.apply(ChangeBatch.commented("b").create(address).build()))
        .isInstanceOf(ChangeConflictException.class)
        .hasMessageContaining("[name='primary.example.com.', type='A'] but it already exists");
  }

  @Test
  void requestsAreCountedAndLookingIsNot() {
    RecordSet address = RecordSet.of(NAME, RecordType.A, Duration.ZERO, "10.0.0.1");

    fake.apply(ChangeBatch.commented("a").create(address).build());
    fake.list(NAME);
    fake.list(NAME);

    assertThat(fake.contents()).containsExactly(address);
    assertThat(fake.batches()).isEqualTo(1);
    assertThat(fake.listings()).isEqualTo(2);
  }
}
