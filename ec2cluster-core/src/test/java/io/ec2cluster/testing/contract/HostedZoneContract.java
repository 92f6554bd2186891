package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link HostedZone} keeps: the role record stands on it. Extend it, and supply handles
 * onto a zone {@code example.com} that is empty, its SOA and NS aside, when a test begins.
 */
public abstract class HostedZoneContract {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final int CONTENDERS = 32;

  private static final DnsName TOP = DnsName.of("primary.db.example.com");
  private static final DnsName RECORD = TOP.child("_ec2cluster");
  private static final RecordSet CLAIM = text("\"v=1 owner=i-1\"");
  private static final RecordSet CNAME =
      RecordSet.of(TOP, RecordType.CNAME, TTL, "host1.example.com");

  private HostedZone zone;
  private HostedZone second;

  /**
   * Another handle onto the zone of this test. It is called before the {@code @BeforeEach} methods
   * of the subclass: make the zone in a field's initialiser.
   */
  protected abstract HostedZone open();

  @BeforeEach
  final void openTwice() {
    zone = open();
    second = open();
  }

  // What is listed

  @Test
  void listsANameAndWhatIsBelowItInZoneOrderAndNothingElse() {
    RecordSet below = RecordSet.of(RECORD.child("a"), RecordType.A, TTL, "10.0.0.1");
    List<String> strangers =
        List.of(
            "db.example.com",
            "xprimary.db.example.com",
            "primary-2.db.example.com",
            "primary2.db.example.com",
            "primary.other.example.com",
            "replica.db.example.com",
            "a.db.example.com",
            "z.example.com");
    strangers.forEach(
        name -> create(RecordSet.of(DnsName.of(name), RecordType.A, TTL, "10.0.9.9")));
    create(below);
    create(CLAIM);
    create(CNAME);

    assertThat(zone.list(TOP)).containsExactly(CNAME, CLAIM, below);
    assertThat(second.list(TOP)).containsExactly(CNAME, CLAIM, below);
    assertThat(zone.list(RECORD)).containsExactly(CLAIM, below);
  }

  @Test
  void listsNothingAtANameThatIsNotThere() {
    create(RecordSet.of(DnsName.of("replica.db.example.com"), RecordType.A, TTL, "10.0.0.1"));

    assertThat(zone.list(TOP)).isEmpty();
  }

  @Test
  void listsTheTypesOfOneNameEachAsItWasWritten() {
    RecordSet a = RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.2", "10.0.0.1");
    RecordSet aaaa = RecordSet.of(TOP, RecordType.AAAA, Duration.ZERO, "2001:db8::1");
    RecordSet srv =
        RecordSet.of(
            TOP, RecordType.SRV, TTL, "0 5 2380 host1.example.com", "0 5 2380 host2.example.com");
    RecordSet txt = RecordSet.of(TOP, RecordType.TXT, Duration.ofDays(2), "\"b\"", "\"a\"");

    zone.apply(
        ChangeBatch.commented("all types").create(txt).create(srv).create(aaaa).create(a).build());

    assertThat(second.list(TOP)).containsExactly(a, aaaa, srv, txt);
  }

  @Test
  void aWildcardNameIsReadAsItWasWritten() {
    RecordSet wildcard = RecordSet.of(TOP.child("*"), RecordType.A, TTL, "10.0.0.1");

    create(wildcard);

    assertThat(second.list(TOP)).containsExactly(wildcard);
    assertThat(second.list(TOP.child("*"))).containsExactly(wildcard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"one\" \"two\"",
        "\"say \\\"hello\\\"\"",
        "\"back\\\\slash\"",
        "\"semi;colon (and) <xml> & 'more' %s {{x}}\"",
        "\"  spaces   kept  \""
      })
  void textIsReadAsItWasWritten(String value) {
    create(text(value));

    assertThat(second.list(RECORD)).containsExactly(text(value));
    second.apply(ChangeBatch.commented("exact").delete(text(value)).build());
    assertThat(zone.list(RECORD)).isEmpty();
  }

  @Test
  void aTextOf255CharactersFitsAndALongerOneIsRefused() {
    String longest = "\"" + "x".repeat(255) + "\"";
    String escaped = "\"" + "\\\"".repeat(255) + "\"";

    create(RecordSet.of(RECORD, RecordType.TXT, TTL, longest, longest + " " + escaped));

    assertThat(second.list(RECORD).get(0).values()).contains(longest, longest + " " + escaped);
    assertRefusedWhateverTheZoneHolds(text("\"" + "x".repeat(256) + "\""));
  }

  // What a batch may do

  @Test
  void createConflictsWithARecordSetOfTheSameKeyWhateverItsValue() {
    create(CLAIM);

    assertConflict(ChangeBatch.commented("same").create(CLAIM).build());
    assertConflict(ChangeBatch.commented("other").create(text("\"v=1 owner=i-2\"")).build());
    assertThat(zone.list(TOP)).containsExactly(CLAIM);
  }

  @Test
  void aBatchWithOneConflictChangesNothing() {
    create(CLAIM);
    RecordSet other = RecordSet.of(TOP.child("other"), RecordType.A, TTL, "10.0.0.1");

    assertConflict(ChangeBatch.commented("late").create(CNAME).create(CLAIM).build());
    assertConflict(ChangeBatch.commented("delete").delete(CLAIM).delete(CNAME).build());
    assertConflict(
        ChangeBatch.commented("mix").create(other).replace(text("\"x\""), text("\"y\"")).build());

    assertThat(second.list(TOP)).containsExactly(CLAIM);
  }

  @Test
  void deleteNeedsTheStoredTtlAndValuesExactly() {
    RecordSet stored = RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.1", "10.0.0.2");
    create(stored);

    assertNotDeleted(RecordSet.of(TOP, RecordType.A, TTL.plusSeconds(1), "10.0.0.1", "10.0.0.2"));
    assertNotDeleted(RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.1"));
    assertNotDeleted(RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.1", "10.0.0.3"));
    assertNotDeleted(RecordSet.of(TOP, RecordType.AAAA, TTL, "2001:db8::1"));
    assertNotDeleted(stored.weighted("i-1", 10));
    assertThat(second.list(TOP)).containsExactly(stored);

    zone.apply(
        ChangeBatch.commented("exact")
            .delete(RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.2", "10.0.0.1"))
            .build());
    assertThat(second.list(TOP)).isEmpty();
  }

  @Test
  void whatIsNotThereCannotBeDeleted() {
    assertConflict(ChangeBatch.commented("absent").delete(CLAIM).build());
  }

  @Test
  void onlyTheFirstOfTwoCompareAndSetsWins() {
    create(CLAIM);
    RecordSet mine = text("\"v=1 owner=i-1 epoch=2\"");
    RecordSet theirs = text("\"v=1 owner=i-2 epoch=2\"");

    zone.apply(ChangeBatch.commented("first").replace(CLAIM, mine).build());

    assertThatThrownBy(
            () -> second.apply(ChangeBatch.commented("late").replace(CLAIM, theirs).build()))
        .isInstanceOf(ChangeConflictException.class);
    assertThat(second.list(TOP)).containsExactly(mine);
  }

  @Test
  void aRecordSetCanBeReplacedByItself() {
    create(CNAME);

    zone.apply(ChangeBatch.commented("adopt").create(CLAIM).replace(CNAME, CNAME).build());

    assertThat(second.list(TOP)).containsExactly(CNAME, CLAIM);
  }

  @Test
  void recordAndNameChangeTogether() {
    create(CLAIM);
    create(CNAME);
    RecordSet record = text("\"v=1 owner=i-2\"");
    RecordSet name = RecordSet.of(TOP, RecordType.CNAME, TTL, "host2.example.com");

    zone.apply(
        ChangeBatch.commented("takeover").replace(CLAIM, record).replace(CNAME, name).build());

    assertThat(second.list(TOP)).containsExactly(name, record);
  }

  // What may stand beside what

  @Test
  void aCnameStandsBesideNothingElse() {
    RecordSet address = RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.1");
    create(address);
    assertConflict(ChangeBatch.commented("cname beside a").create(CNAME).build());

    zone.apply(ChangeBatch.commented("swap").delete(address).create(CNAME).build());
    assertConflict(ChangeBatch.commented("a beside cname").create(address).build());
    assertConflict(
        ChangeBatch.commented("txt beside cname")
            .create(RecordSet.of(TOP, RecordType.TXT, TTL, "\"x\""))
            .build());

    assertThat(second.list(TOP)).containsExactly(CNAME);
  }

  @Test
  void weightedSetsOfOneNameStandSideBySideAndAreDeletedEachExactly() {
    RecordSet first = RecordSet.of(TOP, RecordType.CNAME, TTL, "host1.example.com");
    RecordSet one = first.weighted("i-1", 10);
    RecordSet two =
        RecordSet.of(TOP, RecordType.CNAME, TTL, "host2.example.com").weighted("i-2", 0);
    zone.apply(ChangeBatch.commented("pool").create(two).create(one).build());
    assertThat(second.list(TOP)).containsExactly(one, two);

    assertConflict(ChangeBatch.commented("same id").create(first.weighted("i-1", 20)).build());
    assertNotDeleted(first.weighted("i-1", 11));
    assertNotDeleted(first.weighted("i-3", 10));
    zone.apply(ChangeBatch.commented("leave").delete(one).build());

    assertThat(second.list(TOP)).containsExactly(two);
  }

  @Test
  void aMemberOfAPoolLeavesOnlyWhileTheOtherIsDeletedAndCreatedAsItIs() {
    RecordSet one = RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.1").weighted("i-1", 10);
    RecordSet two = RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.2").weighted("i-2", 10);
    zone.apply(ChangeBatch.commented("pool").create(one).create(two).build());

    zone.apply(ChangeBatch.commented("leave").delete(one).replace(two, two).build());

    assertThat(second.list(TOP)).containsExactly(two);
    assertConflict(ChangeBatch.commented("leave").delete(two).replace(one, one).build());
    assertThat(second.list(TOP)).containsExactly(two);
  }

  @Test
  void simpleAndWeightedSetsOfOneNameAndTypeDoNotMix() {
    create(CNAME);
    assertConflict(ChangeBatch.commented("weighted").create(CNAME.weighted("i-1", 10)).build());

    zone.apply(ChangeBatch.commented("pool").replace(CNAME, CNAME.weighted("i-1", 10)).build());
    assertConflict(ChangeBatch.commented("simple").create(CNAME).build());

    assertThat(second.list(TOP)).containsExactly(CNAME.weighted("i-1", 10));
  }

  @Test
  void weightedSetsOfOneNameAndTypeHaveTheSameTtl() {
    create(CNAME.weighted("i-1", 10));
    RecordSet otherTtl =
        RecordSet.of(TOP, RecordType.CNAME, TTL.plusSeconds(1), "host2.example.com");

    assertConflict(ChangeBatch.commented("ttl").create(otherTtl.weighted("i-2", 10)).build());
  }

  @Test
  void whatNoZoneCouldHoldIsRefusedButIsNoConflict() {
    assertRefusedWhateverTheZoneHolds(
        RecordSet.of(DnsName.of("primary.example.net"), RecordType.A, TTL, "10.0.0.1"));
    assertRefusedWhateverTheZoneHolds(RecordSet.of(TOP, RecordType.A, TTL, "10.0.0.256"));
    assertRefusedWhateverTheZoneHolds(RecordSet.of(TOP, RecordType.AAAA, TTL, "10.0.0.1"));
    assertRefusedWhateverTheZoneHolds(RecordSet.of(TOP, RecordType.CNAME, TTL, "not a name"));
    assertRefusedWhateverTheZoneHolds(RecordSet.of(TOP, RecordType.SRV, TTL, "1 2 host"));
    assertRefusedWhateverTheZoneHolds(text("no quotation marks"));
    assertRefusedWhateverTheZoneHolds(text("\"open"));
  }

  // Many at once

  @Test
  void oneOfManyContendersWinsACreate() throws Exception {
    List<Integer> winners =
        race(contender -> ChangeBatch.commented("claim").create(owner(contender)).build());

    assertThat(winners).hasSize(1);
    assertThat(zone.list(TOP)).containsExactly(owner(winners.get(0)));
  }

  @Test
  void oneOfManyContendersWinsACompareAndSet() throws Exception {
    create(CLAIM);

    List<Integer> winners =
        race(contender -> ChangeBatch.commented("take").replace(CLAIM, owner(contender)).build());

    assertThat(winners).hasSize(1);
    assertThat(zone.list(TOP)).containsExactly(owner(winners.get(0)));
  }

  private interface Contender {
    ChangeBatch batch(int contender);
  }

  private List<Integer> race(Contender contenders) throws Exception {
    CyclicBarrier start = new CyclicBarrier(CONTENDERS);
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      HostedZone handle = open();
      ChangeBatch batch = contenders.batch(i);
      attempts.add(
          () -> {
            start.await();
            return wins(handle, batch);
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
    try {
      List<Future<Boolean>> results = threads.invokeAll(attempts);
      List<Integer> winners = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).get()) {
          winners.add(i);
        }
      }
      return winners;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean wins(HostedZone handle, ChangeBatch batch) {
    try {
      handle.apply(batch);
      return true;
    } catch (ChangeConflictException lost) {
      return false;
    }
  }

  private void create(RecordSet recordSet) {
    zone.apply(ChangeBatch.commented("given").create(recordSet).build());
  }

  private void assertConflict(ChangeBatch batch) {
    assertThatThrownBy(() -> zone.apply(batch))
        .as(batch.comment())
        .isInstanceOf(ChangeConflictException.class);
  }

  private void assertNotDeleted(RecordSet recordSet) {
    assertConflict(ChangeBatch.commented("delete " + recordSet).delete(recordSet).build());
  }

  private void assertRefusedWhateverTheZoneHolds(RecordSet recordSet) {
    assertThatThrownBy(() -> create(recordSet))
        .as(recordSet.toString())
        .isInstanceOf(EnvironmentException.class)
        .isNotInstanceOf(ChangeConflictException.class);
    assertThat(second.list(DnsName.of("db.example.com"))).doesNotContain(recordSet);
  }

  private static RecordSet text(String value) {
    return RecordSet.of(RECORD, RecordType.TXT, TTL, value);
  }

  private static RecordSet owner(int contender) {
    return text("\"v=1 contender=" + contender + "\"");
  }
}
