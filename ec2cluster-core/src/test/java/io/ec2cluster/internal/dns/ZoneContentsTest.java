package io.ec2cluster.internal.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneContentsTest {
  private static final DnsName ZONE = DnsName.of("example.com");
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final RecordSet ONE =
      RecordSet.of(ZONE.child("one"), RecordType.A, TTL, "10.0.0.1");
  private static final RecordSet TWO =
      RecordSet.of(ZONE.child("two"), RecordType.A, TTL, "10.0.0.2");

  private final ZoneContents contents = ZoneContents.of(ZONE, List.of(ONE));

  @Test
  void everyConflictOfABatchIsSaidInTheWordsOfRoute53() {
    ChangeBatch batch =
        ChangeBatch.commented("x").create(ONE).delete(TWO).create(ONE.weighted("i-1", 1)).build();

    assertThat(contents.apply(batch))
        .isEqualTo(
            new BatchResult.Refused(
                new Refusal(
                    true,
                    List.of(
                        "Tried to create resource record set [name='one.example.com.', type='A'] but it already exists",
                        "Tried to delete resource record set [name='two.example.com.', type='A'] but it was not found",
                        "RRSet with DNS name one.example.com., type A, SetIdentifier i-1 cannot be created as a non-weighted set exists with the same name and type"))));
  }

  @Test
  void aDeleteOfOtherValuesIsSaidInTheWordsOfRoute53() {
    ChangeBatch batch =
        ChangeBatch.commented("x")
            .delete(RecordSet.of(ONE.name(), RecordType.A, TTL, "10.0.0.9"))
            .build();

    assertThatThrownBy(() -> contents.applied(batch))
        .hasMessage(
            "zone example.com refused the change batch: Tried to delete resource record set"
                + " [name='one.example.com.', type='A'] but the values provided do not match the"
                + " current values");
  }

  @Test
  void aRecordSetIsChangedOnceInABatchAtMostByDeleteAndCreate() {
    ChangeBatch createThenDelete = ChangeBatch.commented("x").create(TWO).delete(TWO).build();

    assertThatThrownBy(() -> contents.applied(createThenDelete))
        .hasMessageContaining("an invalid set of changes for a resource record set 'A two.example");
  }

  @Test
  void theContentsBeforeABatchStayAsTheyWere() {
    ZoneContents after = contents.applied(ChangeBatch.commented("x").create(TWO).build());

    assertThat(contents.all()).containsExactly(ONE);
    assertThat(after.all()).containsExactly(ONE, TWO);
    assertThat(after.find(TWO.key())).contains(TWO);
    assertThat(contents.find(TWO.key())).isEmpty();
  }

  @Test
  void sizesAreLimited() {
    ChangeBatch.Builder batch = ChangeBatch.commented("large");
    for (int i = 0; i < 1001; i++) {
      batch.create(RecordSet.of(ZONE.child("n" + i), RecordType.A, TTL, "10.0.0.1"));
    }

    assertThatThrownBy(() -> contents.applied(batch.build())).hasMessageContaining("limit of 1000");
  }

  @Test
  void duplicateValuesAndACnameAtTheApexAreRefused() {
    RecordSet twice = RecordSet.of(TWO.name(), RecordType.A, TTL, "10.0.0.2", "10.0.0.2");
    RecordSet apex = RecordSet.of(ZONE, RecordType.CNAME, TTL, "host.example.net");

    assertThatThrownBy(() -> contents.applied(ChangeBatch.commented("x").create(twice).build()))
        .hasMessageContaining("Duplicate Resource Record");
    assertThatThrownBy(() -> contents.applied(ChangeBatch.commented("x").create(apex).build()))
        .hasMessageContaining("not permitted at apex in zone example.com.");
  }

  @Test
  void octalEscapesCountAsOneOctet() {
    RecordSet escaped =
        RecordSet.of(TWO.name(), RecordType.TXT, TTL, "\"" + "\\344".repeat(255) + "\"");

    assertThat(contents.applied(ChangeBatch.commented("x").create(escaped).build()).all())
        .contains(escaped);
  }

  @Test
  void aKeyStandsOnceInAZone() {
    assertThatThrownBy(() -> ZoneContents.of(ZONE, List.of(ONE, ONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one.example.com");
  }
}
