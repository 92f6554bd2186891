package io.ec2cluster.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleRecordTextTest {
  private static final RoleRecord PUBLISHED = Fixture.record(RoleState.PUBLISHED, true);

  @Test
  void recordIsReadableByPeople() {
    RecordSet stored = Fixture.stored(PUBLISHED);

    assertThat(stored.name().text()).isEqualTo("_ec2cluster.primary.maindb.example.com");
    assertThat(stored.values())
        .containsExactly(
            "\"v=1\" \"cluster=maindb\" \"account=123456789012\" \"region=eu-west-1\""
                + " \"state=published\" \"epoch=4\" \"owner=i-1\" \"address=host1.example.com\""
                + " \"port=5432\" \"nonce=00000000000000aa\" \"ever-published=true\" \"data=sys-1\""
                + " \"claimed=2025-12-31T22:00:00Z\" \"published=2025-12-31T22:01:40Z\"");
  }

  @Test
  void handoverAndPreviousOwnerSurviveTheRoundTrip() {
    RoleRecord offered = Fixture.record(RoleState.HANDOVER, true);
    RoleRecord takingOver =
        Fixture.record(RoleState.CLAIMED, true)
            .change()
            .forced(true)
            .previous(Optional.of(new Previous(Fixture.owner(2), 3, RoleState.PUBLISHED)))
            .build();

    assertThat(RoleRecordText.read(Fixture.stored(offered))).isEqualTo(offered);
    assertThat(RoleRecordText.read(Fixture.stored(takingOver))).isEqualTo(takingOver);
  }

  @Test
  void newerVersionIsRefused() {
    RecordSet newer = changed("\"v=1\"", "\"v=2\" \"fence=7\"");

    assertThatThrownBy(() -> RoleRecordText.read(newer))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("format version '2'")
        .hasMessageContaining("this ec2cluster knows '1'")
        .hasMessageContaining("nothing overrides this");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          "owner=i-1"           | "own=i-1"             | key 'owner' is missing
          "epoch=4"             | "epoch=four"          | four
          "epoch=4"             | "epoch=0"             | 0 is not an epoch
          "port=5432"           | "port=99999"          | 99999 is not a port
          "state=published"     | "state=perhaps"       | state 'perhaps' is not known
          "state=published"     | "state=handover"      | handover
          "ever-published=true" | "ever-published=True" | 'True' should be 'true' or 'false'
          "ever-published=true" | "ever-published=false" | though never published
          "claimed=2025-12-31T22:00:00Z" | "claimed=yesterday" | yesterday
          "cluster=maindb"      | "cluster=main db"     | main db
          "epoch=4"             | "epoch=4" "epoch=5"   | expected each key once
          "epoch=4"             | "epoch"               | expected each key once, as key=value
          "epoch=4"             | epoch=4               | expected quoted strings
          """)
  void damagedRecordIsNeverGuessedAt(String whole, String damaged, String found) {
    RecordSet stored = changed(whole, damaged);

    assertThatThrownBy(() -> RoleRecordText.read(stored))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(Fixture.NAMES.record().text())
        .hasMessageContaining(found)
        .hasMessageContaining("changes nothing before it is whole again");
  }

  @Test
  void otherTypesSeveralValuesAndWeightedSetsAreNoRecord() {
    RecordSet whole = Fixture.stored(PUBLISHED);

    assertDamaged(RecordSet.of(whole.name(), RecordType.A, whole.ttl(), "10.0.0.1"));
    assertDamaged(
        RecordSet.of(whole.name(), RecordType.TXT, whole.ttl(), whole.values().get(0), "\"b\""));
    assertDamaged(whole.weighted("one", 1));
  }

  private static void assertDamaged(RecordSet stored) {
    assertThatThrownBy(() -> RoleRecordText.read(stored))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("expected one TXT value");
  }

  @Test
  void ttlChangedByHandDoesNotMatter() {
    RecordSet whole = Fixture.stored(PUBLISHED);

    RecordSet changed =
        RecordSet.of(whole.name(), RecordType.TXT, Duration.ofMinutes(5), whole.values().get(0));

    assertThat(RoleRecordText.read(changed)).isEqualTo(PUBLISHED);
  }

  private static RecordSet changed(String text, String replacement) {
    RecordSet whole = Fixture.stored(PUBLISHED);
    String value = whole.values().get(0);
    assertThat(value).contains(text);
    return RecordSet.of(
        whole.name(), RecordType.TXT, whole.ttl(), value.replace(text, replacement));
  }
}
