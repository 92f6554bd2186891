package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;

class Route53BatchesTest {
  private static final RecordSet RECORD =
      RecordSet.of(DnsName.of("a.example.com"), RecordType.A, Duration.ofSeconds(60), "10.0.0.1");

  /** The service's words, as users of several clients have reported them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Tried to create resource record set [name='a.b.', type='TXT'] but it already exists]",
        "Tried to create resource record set duplicate.example.com. type A, but it already exists",
        "[Tried to delete resource record set [name='a.', type='A'] but it was not found]",
        "[Tried to delete resource record set [name='a.', type='A'] but the values provided do not match the current values]",
        "[RRSet of type A with DNS name a. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone b.]",
        "[RRSet of type CNAME with DNS name a. is not permitted as it conflicts with other records with the same DNS name in zone b.]",
        "[RRSet with DNS name a., type CNAME cannot be created as other RRSets exist with the same name and type.]",
        "[RRSet with DNS name a., type A, SetIdentifier b cannot be created as a non-weighted set exists with the same name and type.]",
        "[RRSet with DNS name a. and type A, SetIdentifier b cannot be created as weighted sets must contain the same TTL.]",
        "[Tried to create resource record set [name='limit-9.fatal.', type='A'] but it already exists]"
      })
  void whatTheZoneHoldsAgainstABatchIsAConflict(String words) {
    assertThat(Route53Batches.isConflict(words)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[RRSet with DNS name a. is not permitted in zone b.]",
        "[RRSet of type CNAME with DNS name b. is not permitted at apex in zone b.]",
        "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with 'x'']",
        "[The request contains an invalid set of changes for a resource record set 'TXT a.']",
        "[Tried to create resource record set [name='a.', type='A'] but it already exists, RRSet with DNS name c. is not permitted in zone b.]",
        "something new"
      })
  void whatNoZoneWouldTakeIsNoConflict(String words) {
    assertThat(Route53Batches.isConflict(words)).isFalse();
  }

  @Test
  void onlyCreateAndDeleteAreSentInTheirOrder() {
    ChangeResourceRecordSetsRequest request =
        Route53Batches.toRequest(
            "Z1", ChangeBatch.commented("x".repeat(300)).replace(RECORD, RECORD).build());

    assertThat(request.hostedZoneId()).isEqualTo("Z1");
    assertThat(request.changeBatch().comment()).hasSize(256);
    assertThat(request.changeBatch().changes())
        .extracting(software.amazon.awssdk.services.route53.model.Change::action)
        .containsExactly(ChangeAction.DELETE, ChangeAction.CREATE);
  }
}
