package io.ec2cluster.etcd.records;

import static io.ec2cluster.etcd.records.Example.NAMES;
import static io.ec2cluster.etcd.records.Example.OTHER;
import static io.ec2cluster.etcd.records.Example.OWNER;
import static io.ec2cluster.etcd.records.Example.set;
import static io.ec2cluster.etcd.records.Example.voter;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublicationTest {
  private static final RecordSet ONE = set("prod.example.org", RecordType.A, "10.0.0.1");
  private static final RecordSet TWO = set("prod.example.org", RecordType.A, "10.0.0.2");

  private final FakeTime time = new FakeTime();
  private final FakeHostedZone zone = FakeHostedZone.of("example.org");
  private final FailingZone failing = new FailingZone(zone);
  private final List<String> said = new ArrayList<>();
  private final Publication publication = publication(OWNER, 1);

  private Publication publication(RecordsOwner owner, long seed) {
    return new Publication(NAMES, owner, () -> failing, time, new Random(seed), said::add);
  }

  /** A minute of rounds, as the thread makes them. */
  private void rounds(Publication by, Published published, int seconds) {
    for (int i = 0; i < seconds; i++) {
      by.round(published);
      time.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void steadyStateIsOneReadAMinuteAndNoWrite() {
    publication.round(Example.of(1, voter(1)));
    int reads = zone.listings();
    int writes = zone.batches();

    for (int minute = 0; minute < 60; minute++) {
      rounds(publication, Example.of(minute, voter(1)), 60);
    }

    assertThat(zone.batches()).isEqualTo(writes).isEqualTo(1);
    assertThat(zone.listings() - reads).isBetween(58, 60);
  }

  @Test
  void aChangeOfTheMembersIsWrittenAtOnce() {
    publication.round(Example.of(1, voter(1)));
    publication.round(Example.of(2, voter(2)));

    assertThat(zone.contents()).contains(TWO).doesNotContain(ONE);
    assertThat(zone.batches()).isEqualTo(2);
  }

  @Test
  void aLostAnswerIsSettledByTheNextReadAndNotWrittenTwice() {
    failing.next(Fault.ANSWER_LOST);

    rounds(publication, Example.of(1, voter(1)), 10);

    assertThat(zone.contents()).contains(ONE);
    assertThat(zone.batches()).isEqualTo(1);
    assertThat(said).last().asString().contains("as they should be");
  }

  @Test
  void aConflictIsReadAgainAndNothingOfTheOtherIsLost() {
    publication.round(Example.of(1, voter(1)));
    Publication other = publication(OWNER, 2);
    failing.before(() -> zoneWrites(other, Example.of(9, voter(1), voter(3))));

    // This node's view is older: the marker says so when it reads again.
    publication.round(Example.of(8, voter(2)));
    assertThat(said).last().asString().contains("trying again");
    rounds(publication, Example.of(8, voter(2)), 30);
    assertThat(zone.contents())
        .contains(set("prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.3"));

    rounds(publication, Example.of(9, voter(1), voter(2)), 30);
    assertThat(zone.contents())
        .contains(set("prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.2"));
  }

  private static void zoneWrites(Publication other, Published published) {
    other.round(published);
  }

  @Test
  void ofTwoWritersThatHaveReadTheSameOnlyOneWins() {
    publication.round(Example.of(1, voter(1)));
    List<RecordSet> read = zone.list(NAMES.top());
    ZoneReview first = ZoneReview.of(NAMES, OWNER, Example.of(2, voter(2)), read, "first");
    ZoneReview second = ZoneReview.of(NAMES, OWNER, Example.of(2, voter(1)), List.of(), "second");
    zone.apply(((ZoneReview.Verdict.Write) first.verdict()).batch());

    int refused = 0;
    for (ZoneReview late :
        List.of(second, ZoneReview.of(NAMES, OWNER, Example.of(2, voter(3)), read, "third"))) {
      try {
        zone.apply(((ZoneReview.Verdict.Write) late.verdict()).batch());
      } catch (ChangeConflictException conflict) {
        refused++;
      }
    }

    assertThat(refused).isEqualTo(2);
    assertThat(zone.contents()).contains(TWO);
  }

  @Test
  void aZoneThatFailsIsTriedAgainLaterAndLater() {
    for (int i = 0; i < 100; i++) {
      failing.next(Fault.REFUSED);
    }

    rounds(publication, Example.of(1, voter(1)), 600);
    int within = zone.listings();
    assertThat(within).isBetween(8, 25);
    assertThat(said).allMatch(words -> words.contains("trying again: the zone does not answer"));

    failing.clear();
    rounds(publication, Example.of(1, voter(1)), 130);
    assertThat(zone.contents()).contains(ONE);
  }

  @Test
  void aReadThatFailsWritesNothing() {
    publication.round(Example.of(1, voter(1)));
    failing.failReads(true);

    rounds(publication, Example.of(2, voter(2)), 100);
    assertThat(zone.batches()).isEqualTo(1);
    assertThat(zone.contents()).contains(ONE);

    failing.failReads(false);
    rounds(publication, Example.of(2, voter(2)), 130);
    assertThat(zone.contents()).contains(TWO);
  }

  @Test
  void recordsOfOthersAreLeftAloneAndLookedAtOnceAMinute() {
    publication(OTHER, 2).round(Example.of(1, voter(2)));
    said.clear();
    int reads = zone.listings();

    rounds(publication, Example.of(1, voter(1)), 300);

    assertThat(zone.contents()).contains(TWO);
    assertThat(zone.batches()).isEqualTo(1);
    assertThat(zone.listings() - reads).isEqualTo(5);
    assertThat(said)
        .allMatch(words -> words.contains("are left alone: found records of cluster b-prod"));
  }

  @Test
  void aProcessThatDiesRightAfterItsWriteIsFollowedByOneThatWritesNothing() {
    publication.round(Example.of(1, voter(1)));

    publication(OWNER, 2).round(Example.of(1, voter(1)));

    assertThat(zone.batches()).isEqualTo(1);
  }

  /** What becomes of a batch. */
  private enum Fault {
    REFUSED,
    ANSWER_LOST
  }

  private static final class FailingZone implements HostedZone {
    private final FakeHostedZone zone;
    private final Queue<Fault> faults = new ArrayDeque<>();
    private Optional<Runnable> before = Optional.empty();
    private boolean readsFail;

    FailingZone(FakeHostedZone zone) {
      this.zone = zone;
    }

    void next(Fault fault) {
      faults.add(fault);
    }

    void clear() {
      faults.clear();
    }

    void failReads(boolean fail) {
      readsFail = fail;
    }

    void before(Runnable event) {
      before = Optional.of(event);
    }

    @Override
    public String id() {
      return zone.id();
    }

    @Override
    public Optional<DnsName> name() {
      return zone.name();
    }

    @Override
    public List<RecordSet> list(DnsName top) {
      if (readsFail) {
        throw new EnvironmentException("the zone does not answer");
      }
      return zone.list(top);
    }

    @Override
    public void apply(ChangeBatch batch) {
      Optional<Runnable> event = before;
      before = Optional.empty();
      event.ifPresent(Runnable::run);
      Optional<Fault> fault = Optional.ofNullable(faults.poll());
      if (fault.equals(Optional.of(Fault.REFUSED))) {
        throw new EnvironmentException("the zone does not answer");
      }
      zone.apply(batch);
      if (fault.isPresent()) {
        throw new EnvironmentException("the answer was lost");
      }
    }
  }
}
