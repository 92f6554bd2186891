package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.route53.Route53Client;

/** Faults, costs and messages of the zone over the real SDK client and the strict stand-in. */
class AwsHostedZoneIT {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final DnsName TOP = DnsName.of("primary.db.example.com");
  private static final RecordSet CNAME =
      RecordSet.of(TOP, RecordType.CNAME, TTL, "host1.example.com");
  private static final RecordSet CLAIM =
      RecordSet.of(TOP.child("_ec2cluster"), RecordType.TXT, TTL, "\"v=1 nonce=n1\"");
  private static final ChangeBatch CREATE = ChangeBatch.commented("claim").create(CLAIM).build();

  private final SteppingTime time = new SteppingTime();
  private final Route53StandIn standIn = Route53StandIn.start(0, time);
  private final Route53Zone stored = standIn.createZone("Z1EXAMPLE", "example.com", false);
  private final Route53Client client = Route53Clients.withoutRetries(standIn.endpoint());
  private final AwsHostedZone zone = zone(client, "Z1EXAMPLE");

  @AfterEach
  void stop() {
    client.close();
    standIn.close();
  }

  // Costs

  @Test
  void aListingAndABatchCostOneRequestEach() {
    zone.list(TOP);
    zone.apply(CREATE);
    zone.list(TOP);

    assertThat(standIn.requests(Route53Action.LIST_RECORD_SETS)).isEqualTo(2);
    assertThat(standIn.requests(Route53Action.CHANGE_RECORD_SETS)).isEqualTo(1);
    assertThat(standIn.requests()).isEqualTo(3);
  }

  @Test
  void aListingAsksForFurtherPagesOnlyWhileTheyHoldItsNames() {
    List<RecordSet> below = new ArrayList<>();
    for (int i = 0; i < 320; i++) {
      RecordSet recordSet =
          RecordSet.of(TOP.child("n%03d".formatted(i)), RecordType.A, TTL, "10.0.0.1");
      below.add(recordSet);
      stored.put(recordSet);
      stored.put(
          RecordSet.of(
              DnsName.of("z%03d.example.com".formatted(i)), RecordType.A, TTL, "10.0.0.1"));
    }

    assertThat(zone.list(TOP)).containsExactlyElementsOf(below);
    assertThat(standIn.requests()).isEqualTo(2);
    assertThat(zone.list(DnsName.of("a.example.com"))).isEmpty();
    assertThat(standIn.requests()).isEqualTo(3);
  }

  @Test
  void pagesThatDivideTheSetsOfOneNameAreJoined() {
    List<RecordSet> pool = new ArrayList<>();
    DnsName wildcard = TOP.child("*");
    for (int i = 0; i < 310; i++) {
      RecordSet member =
          RecordSet.of(wildcard, RecordType.A, TTL, "10.0.0.1").weighted("i-%03d".formatted(i), 1);
      pool.add(member);
      stored.put(member);
    }

    assertThat(zone.list(wildcard)).containsExactlyElementsOf(pool);
  }

  // What it meets

  @Test
  void whatEc2ClusterDoesNotWriteIsListedAsOther() {
    List<RecordSet> others =
        List.of(
            RecordSet.of(TOP, RecordType.OTHER, Duration.ZERO, "A alias of lb.example.net."),
            RecordSet.of(
                TOP, RecordType.OTHER, TTL, "MX 10 a.example.com.", "MX 20 b.example.com."));
    others.forEach(stored::put);

    assertThat(zone.list(TOP)).containsExactlyInAnyOrderElementsOf(others);
    assertThat(zone.list(DnsName.of("example.com")))
        .anyMatch(recordSet -> recordSet.values().get(0).startsWith("SOA "));
    assertThatThrownBy(() -> zone.apply(ChangeBatch.commented("x").create(CNAME).build()))
        .isInstanceOf(ChangeConflictException.class);
  }

  // Faults that pass

  @ParameterizedTest
  @EnumSource(
      value = Route53Fault.class,
      names = {
        "THROTTLING",
        "PRIOR_REQUEST_NOT_COMPLETE",
        "INTERNAL_FAILURE",
        "UNAVAILABLE",
        "LOST_BEFORE_COMMIT"
      })
  void whatPassesIsRepeatedUntilItHasPassed(Route53Fault fault) {
    standIn.faults().next(Route53Action.CHANGE_RECORD_SETS, 3, fault);
    standIn.faults().next(Route53Action.LIST_RECORD_SETS, 3, fault);

    zone.apply(CREATE);

    assertThat(zone.list(TOP)).containsExactly(CLAIM);
  }

  @Test
  void throttlingOfTwentySecondsIsSatOut() {
    standIn.faults().throttleFor(Duration.ofSeconds(20));

    zone.apply(CREATE);

    assertThat(stored.contents(TOP)).containsExactly(CLAIM);
    assertThat(Duration.ofNanos(time.nanos())).isBetween(Duration.ofSeconds(20), DEADLINE);
    assertThat(standIn.requests()).isLessThan(20);
  }

  @Test
  void anAnswerLostAfterTheCommitComesBackAsAConflictThatSaysSo() {
    standIn
        .faults()
        .next(
            Route53Action.CHANGE_RECORD_SETS,
            Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT,
            Route53Fault.THROTTLING);

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isInstanceOf(ChangeConflictException.class)
        .hasMessageContaining("but it already exists")
        .hasMessageContaining("this may be its own commit");
    assertThat(stored.contents(TOP)).containsExactly(CLAIM);
  }

  @Test
  void aConnectionLostAfterTheCommitComesBackAsAConflict() {
    standIn.faults().next(Route53Action.CHANGE_RECORD_SETS, Route53Fault.ANSWER_LOST_AFTER_COMMIT);

    assertThatThrownBy(() -> zone.apply(CREATE)).isInstanceOf(ChangeConflictException.class);
    assertThat(stored.contents(TOP)).containsExactly(CLAIM);
  }

  @Test
  void theSdkOwnRetryOfACommittedChangeComesBackAsAConflict() {
    standIn
        .faults()
        .next(Route53Action.CHANGE_RECORD_SETS, Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT);

    try (Route53Client retrying = Route53Clients.withDefaults(standIn.endpoint())) {
      assertThatThrownBy(() -> zone(retrying, "Z1EXAMPLE").apply(CREATE))
          .isInstanceOf(ChangeConflictException.class);
    }
    assertThat(time.pauses()).isEmpty();
    assertThat(stored.contents(TOP)).containsExactly(CLAIM);
  }

  @Test
  void aConflictWithoutALostAnswerDoesNotSpeakOfOne() {
    zone.apply(CREATE);

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isInstanceOf(ChangeConflictException.class)
        .hasMessage(
            "Route 53 zone Z1EXAMPLE refused the change batch (claim): [Tried to create resource"
                + " record set [name='_ec2cluster.primary.db.example.com.', type='TXT'] but it"
                + " already exists]");
  }

  @Test
  void aConflictInTheFormOfTheApiReferenceIsOneToo() {
    standIn.listRefusals();
    zone.apply(CREATE);

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isInstanceOf(ChangeConflictException.class)
        .hasMessageContaining("type='TXT'] but it already exists]");
    assertThatThrownBy(
            () ->
                zone.apply(
                    ChangeBatch.commented("elsewhere")
                        .create(RecordSet.of(DnsName.of("a.net"), RecordType.A, TTL, "10.0.0.1"))
                        .build()))
        .isExactlyInstanceOf(EnvironmentException.class)
        .hasMessageContaining("RRSet with DNS name a.net. is not permitted in zone example.com.");
  }

  // Faults that stay

  @Test
  void afterTheDeadlineItSaysThatNothingWasChanged() {
    standIn.faults().throttleFor(Duration.ofHours(1));

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isExactlyInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot change Route 53 zone Z1EXAMPLE (claim)")
        .hasMessageContaining("failed in 2m")
        .hasMessageContaining("Throttling: Rate exceeded")
        .hasMessageContaining("Nothing was changed");
    assertThat(Duration.ofNanos(time.nanos())).isEqualTo(DEADLINE);
  }

  @Test
  void afterTheDeadlineItSaysThatTheOutcomeIsUnknownWhereAnAttemptWasNotAnswered() {
    standIn
        .faults()
        .next(Route53Action.CHANGE_RECORD_SETS, Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT);
    standIn.faults().next(Route53Action.CHANGE_RECORD_SETS, 1000, Route53Fault.THROTTLING);

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isExactlyInstanceOf(EnvironmentException.class)
        .hasMessageContaining("It is not known whether the change was applied")
        .hasMessageContaining("read it back");
  }

  @Test
  void aZoneThatCannotBeReadIsAnErrorAndNeverEmpty() {
    standIn.faults().next(Route53Action.LIST_RECORD_SETS, 1000, Route53Fault.UNAVAILABLE);

    assertThatThrownBy(() -> zone.list(TOP))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot list primary.db.example.com in Route 53 zone Z1EXAMPLE")
        .hasMessageContaining("ServiceUnavailable");
  }

  @Test
  void aServiceThatDoesNotListenIsAnErrorThatLeavesNothingOpen() {
    // Not a port that was just given back: one of the attempts would now and then reach another
    // test's server there, or itself, and what came of it would be open.
    URI nobody = URI.create("http://127.0.0.1:" + LoopbackPorts.free());

    try (Route53Client unheard = Route53Clients.withoutRetries(nobody)) {
      assertThatThrownBy(() -> zone(unheard, "Z1EXAMPLE").apply(CREATE))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("ConnectException")
          .hasMessageContaining("Nothing was changed");
    }
  }

  @Test
  void aMissingPermissionIsNamedAtOnce() {
    standIn.faults().deny(Route53Action.CHANGE_RECORD_SETS);
    standIn.faults().deny(Route53Action.LIST_RECORD_SETS);

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isExactlyInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission route53:ChangeResourceRecordSets")
        .hasMessageContaining(
            "on arn:aws:route53:::hostedzone/Z1EXAMPLE is missing for arn:aws:sts")
        .hasMessageContaining("Allow that action");
    assertThatThrownBy(() -> zone.list(TOP))
        .hasMessageContaining("permission route53:ListResourceRecordSets");
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void anInterruptEndsTheWaitAndSaysWhatItLeaves() {
    standIn.faults().throttleFor(Duration.ofHours(1));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> zone.apply(CREATE))
        .isInstanceOf(InterruptedOperationException.class)
        .hasMessageContaining("interrupted before it was possible to change Route 53 zone");
    assertThat(Thread.interrupted()).isTrue();
  }

  // Which zone

  @Test
  void anIdThatIsNotThereOrIsNoIdIsBadUsage() {
    AwsHostedZone absent = zone(client, "Z9ABSENT");

    assertThatThrownBy(() -> absent.list(TOP))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no hosted zone Z9ABSENT")
        .hasMessageContaining("dns.zone-id");
    assertThatThrownBy(() -> absent.apply(CREATE)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> zone(client, "example.com"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("dns.zone-id 'example.com'");
    assertThat(zone(client, "/hostedzone/Z1EXAMPLE").zoneId()).isEqualTo("Z1EXAMPLE");
  }

  @Test
  void aZoneIsFoundByItsNameWithOneRequest() {
    standIn.createZone("sub.example.com");
    standIn.createZone("db-example.com");

    AwsHostedZone found = named("example.com");

    assertThat(found.zoneId()).isEqualTo("Z1EXAMPLE");
    assertThat(found.name()).contains(DnsName.of("example.com"));
    assertThat(standIn.requests()).isEqualTo(1);
  }

  @Test
  void aNameThatIsNotThereIsBadUsageThatNamesSimilarZones() {
    standIn.createZone("Z2", "unrelated.net", false);

    assertThatThrownBy(() -> named("db.example.com"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no hosted zone db.example.com")
        .hasMessageContaining("similar ones are: example.com (Z1EXAMPLE, public)")
        .hasMessageNotContaining("unrelated");
    assertThatThrownBy(() -> named("other.org"))
        .hasMessageContaining("the account has: example.com (Z1EXAMPLE, public), unrelated.net");
  }

  @Test
  void twoZonesOfANameAreToldApartByIdOrKind() {
    standIn.createZone("Z2PRIVATE", "example.com", true);

    assertThatThrownBy(() -> named("example.com"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there are 2 hosted zones example.com")
        .hasMessageContaining("example.com (Z1EXAMPLE, public), example.com (Z2PRIVATE, private)")
        .hasMessageContaining("dns.zone-id")
        .hasMessageContaining("dns.private-zone");
    assertThat(named("example.com", true).zoneId()).isEqualTo("Z2PRIVATE");
    assertThat(named("example.com", false).zoneId()).isEqualTo("Z1EXAMPLE");
  }

  @Test
  void aZoneOfTheOtherKindIsNamed() {
    assertThatThrownBy(() -> named("example.com", true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("dns.private-zone asks for the other kind")
        .hasMessageContaining("example.com (Z1EXAMPLE, public)");
  }

  private AwsHostedZone named(String name, Boolean... privateZone) {
    return AwsHostedZone.named(
        client,
        DnsName.of(name),
        Arrays.stream(privateZone).findFirst(),
        time,
        new Random(7),
        DEADLINE);
  }

  private AwsHostedZone zone(Route53Client over, String id) {
    return AwsHostedZone.withId(over, id, time, new Random(7), DEADLINE);
  }
}
