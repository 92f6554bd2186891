package io.ec2cluster.etcd.records;

import static io.ec2cluster.etcd.records.Example.CLUSTER;
import static io.ec2cluster.etcd.records.Example.NAMES;
import static io.ec2cluster.etcd.records.Example.OTHER;
import static io.ec2cluster.etcd.records.Example.OWNER;
import static io.ec2cluster.etcd.records.Example.member;
import static io.ec2cluster.etcd.records.Example.set;
import static io.ec2cluster.etcd.records.Example.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.testing.FakeHostedZone;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ZoneReviewTest {
  private final FakeHostedZone zone = FakeHostedZone.of("example.org");

  private ZoneReview review(RecordsOwner owner, long index, ClusterMember... members) {
    return ZoneReview.of(
        NAMES, owner, Example.of(index, members), zone.list(NAMES.top()), "nonce-" + index);
  }

  private ZoneReview write(ClusterMember... members) {
    ZoneReview review = review(OWNER, 1, members);
    zone.apply(batch(review));
    return review;
  }

  private static ChangeBatch batch(ZoneReview review) {
    return ((ZoneReview.Verdict.Write) review.verdict()).batch();
  }

  private static String refusal(ZoneReview review) {
    return ((ZoneReview.Verdict.Refused) review.verdict()).why();
  }

  private List<RecordSet> withoutMarker() {
    return zone.contents().stream().filter(found -> !found.name().equals(NAMES.marker())).toList();
  }

  @Test
  void votersGetTheirRecordsAndALearnerNone() {
    write(voter(1), voter(2), member("i-3", "http", "10.0.0.3", true));

    String[] servers = {"1 1 2380 i-1.prod.example.org.", "1 1 2380 i-2.prod.example.org."};
    String[] clients = {"1 1 2379 i-1.prod.example.org.", "1 1 2379 i-2.prod.example.org."};
    assertThat(withoutMarker())
        .containsExactlyInAnyOrder(
            set("prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.2"),
            set("etcd-server.prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.2"),
            set("_etcd-server._tcp.prod.example.org", RecordType.SRV, servers),
            set("_etcd-client._tcp.prod.example.org", RecordType.SRV, clients),
            set("_etcd._tcp.prod.example.org", RecordType.SRV, clients),
            set("i-1.prod.example.org", RecordType.A, "10.0.0.1"),
            set("i-2.prod.example.org", RecordType.A, "10.0.0.2"));
    assertThat(review(OWNER, 9, voter(1), voter(2)).verdict())
        .isEqualTo(new ZoneReview.Verdict.Settled());
  }

  @Test
  void underTlsTheServicesHaveTheirTlsNamesAndThePlainOnesGo() {
    write(voter(1));
    write(member("i-1", "https", "10.0.0.1", false));

    assertThat(withoutMarker())
        .filteredOn(found -> found.type() == RecordType.SRV)
        .extracting(found -> found.name().text())
        .containsExactlyInAnyOrder(
            "_etcd-server-ssl._tcp.prod.example.org",
            "_etcd-client-ssl._tcp.prod.example.org",
            "_etcd-ssl._tcp.prod.example.org");
  }

  @Test
  void addressesOfBothFamiliesStandInRecordsOfTheirTypes() {
    write(
        member("2001:db8::1", "http", "[2001:db8::1]", false),
        member("B", "http", "10.0.0.2", false));

    assertThat(withoutMarker())
        .contains(
            set("prod.example.org", RecordType.A, "10.0.0.2"),
            set("prod.example.org", RecordType.AAAA, "2001:db8::1"),
            set("ip-2001-db8--1.prod.example.org", RecordType.AAAA, "2001:db8::1"),
            set("b.prod.example.org", RecordType.A, "10.0.0.2"));
  }

  @Test
  void aMemberWithAHostNameIsTheTargetItselfAndItsAddressIsReadFromTheName() {
    String host = "ec2-52-1-2-3.eu-west-1.compute.amazonaws.com";
    write(member("i-1", "http", host, false), member("i-2", "http", "db.example.net", false));

    assertThat(withoutMarker())
        .contains(
            set("prod.example.org", RecordType.A, "52.1.2.3"),
            set(
                "_etcd._tcp.prod.example.org",
                RecordType.SRV,
                "1 1 2379 " + host + ".",
                "1 1 2379 db.example.net."))
        .noneMatch(found -> found.name().text().startsWith("i-"));
  }

  @Test
  void ofSeveralClientUrlsTheOneAtThePeersHostIsTold() {
    ClusterMember several =
        new ClusterMember(
            new EtcdId(1),
            "i-1",
            List.of("http://10.0.0.1:2380"),
            List.of("http://127.0.0.1:2379", "http://10.0.0.1:2379"),
            false);

    write(several);

    assertThat(withoutMarker()).contains(set("prod.example.org", RecordType.A, "10.0.0.1"));
  }

  @Test
  void namesThatAreNoLabelsOrOfTwoMembersAreReplacedByIds() {
    ClusterMember odd = member("_", "http", "10.0.0.1", false);
    ClusterMember one = member("x_y", "http", "10.0.0.2", false);
    ClusterMember two = member("x.y", "http", "10.0.0.3", false);
    ClusterMember taken = member("etcd-server", "http", "10.0.0.4", false);

    assertThat(ClusterRecords.of(NAMES, List.of(odd, one, two, taken)).labels())
        .containsExactlyInAnyOrder(
            "m-" + odd.id().hex(),
            "m-" + one.id().hex(),
            "m-" + two.id().hex(),
            "m-" + taken.id().hex());
  }

  @Test
  void aReplacedMemberIsExchangedInOneBatchAndItsOwnRecordGoes() {
    write(voter(1), voter(2));
    RecordSet stranger = set("www.prod.example.org", RecordType.A, "192.0.2.1");
    zone.put(stranger);

    int before = zone.batches();
    write(voter(1), voter(3));

    assertThat(zone.batches() - before).isEqualTo(1);
    assertThat(withoutMarker())
        .contains(stranger, set("prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.3"))
        .noneMatch(found -> found.name().text().startsWith("i-2."));
  }

  @Test
  void whatSomebodyHasChangedOrRemovedIsPutRight() {
    write(voter(1));
    RecordSet right = set("prod.example.org", RecordType.A, "10.0.0.1");
    zone.apply(ChangeBatch.commented("by hand").delete(right).build());
    zone.put(set("prod.example.org", RecordType.A, "192.0.2.1"));

    ZoneReview review = write(voter(1));

    assertThat(review.missing()).containsExactly(right);
    assertThat(withoutMarker()).contains(right);
  }

  @Test
  void recordsOfAnotherClusterAreRefused() {
    write(voter(1));

    ZoneReview review = review(OTHER, 1, voter(2));

    assertThat(refusal(review))
        .contains("found records of cluster a-prod in eu-west-1", "this is cluster b-prod");
    assertThat(refusal(review(new RecordsOwner("a-prod", Optional.empty()), 1, voter(1))))
        .contains("this is cluster a-prod");
  }

  @Test
  void thePredecessorsRecordsAreTakenOverWhereTheyNameOurMembersOnly() {
    zone.put(set("etcd-server.prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.2"));
    zone.put(
        set(
            "_etcd-server._tcp.prod.example.org",
            RecordType.SRV,
            "1 1 2380 ip-10-0-0-1.eu-west-1.compute.internal",
            "1 1 2380 i-2.eu-west-1.compute.internal"));

    write(voter(1), voter(2));

    assertThat(review(OWNER, 1, voter(1), voter(2)).verdict())
        .isEqualTo(new ZoneReview.Verdict.Settled());
  }

  @Test
  void recordsWithoutAMarkerThatNameAnybodyElseAreRefused() {
    zone.put(set("etcd-server.prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.9"));

    assertThat(refusal(review(OWNER, 1, voter(1), voter(2))))
        .contains("etcd-server.prod.example.org", "10.0.0.9", "without a marker");
    assertThat(refusal(review(OWNER, 1, member("i-10-0-0-9", "http", "10.0.0.1", false))))
        .contains("without a marker");
  }

  @Test
  void whatNobodyCanWriteBesideIsRefused() {
    write(voter(1));
    zone.apply(
        ChangeBatch.commented("by hand")
            .delete(set("prod.example.org", RecordType.A, "10.0.0.1"))
            .build());
    zone.put(set("prod.example.org", RecordType.OTHER, "A alias of lb.example.net."));
    assertThat(refusal(review(OWNER, 1, voter(1)))).contains("A alias of lb.example.net");

    FakeHostedZone weighted = FakeHostedZone.of("example.org");
    RecordSet one = set("prod.example.org", RecordType.A, "10.0.0.1");
    weighted.put(
        new RecordSet(
            one.name(), one.type(), one.ttl(), one.values(), Optional.of(new Weighted("a", 1))));
    assertThat(
            refusal(
                ZoneReview.of(
                    NAMES, OWNER, Example.of(1, voter(1)), weighted.list(NAMES.top()), "n")))
        .contains("without routing");
  }

  @Test
  void otherTypesAtTheNameAreLeftAlone() {
    RecordSet text = set("prod.example.org", RecordType.TXT, "\"v=spf1 -all\"");
    RecordSet mail = set("prod.example.org", RecordType.OTHER, "MX 10 mail.example.org.");
    zone.put(text);
    zone.put(mail);

    write(voter(1));
    write(voter(2));

    assertThat(zone.contents()).contains(text, mail);
  }

  @Test
  void anOlderViewNeverReplacesANewerOneButOneOfAnotherEtcdDoes() {
    zone.apply(batch(review(OWNER, 50, voter(1), voter(3))));

    assertThat(review(OWNER, 49, voter(1), voter(2)).verdict())
        .isEqualTo(new ZoneReview.Verdict.Newer());
    assertThat(review(OWNER, 50, voter(1), voter(2)).verdict())
        .isInstanceOf(ZoneReview.Verdict.Write.class);
    Published restored = new Published(new EtcdId(7), 3, List.of(voter(1)));
    assertThat(ZoneReview.of(NAMES, OWNER, restored, zone.list(NAMES.top()), "n").verdict())
        .isInstanceOf(ZoneReview.Verdict.Write.class);
  }

  @Test
  void nothingIsRemovedWhereNoVoterIsKnown() {
    write(voter(1));

    assertThat(refusal(review(OWNER, 2))).contains("no voter");
    assertThat(refusal(review(OWNER, 2, member("i-1", "http", "10.0.0.1", true))))
        .contains("no voter");
  }

  @Test
  void aMarkerIsReadAsItWasWrittenAndWhatIsNoneIsRefused() {
    Marker marker = new Marker(OWNER, CLUSTER.hex(), 7, new TreeSet<>(List.of("i-1", "i-2")), "n");
    assertThat(Marker.read(marker.write(NAMES.marker()))).contains(marker);

    String name = NAMES.marker().text();
    for (String text :
        List.of(
            "\"v=2\" \"cluster=a-prod\" \"index=1\"",
            "\"hello\"",
            "\"v=1\" \"v=1\" \"index=1\"",
            "\"v=1\" \"index=x\"",
            "\"v=1\" \"index=1\" \"member=a.b\"")) {
      assertThat(Marker.read(set(name, RecordType.TXT, text))).isEmpty();
    }
    zone.put(set(name, RecordType.TXT, "\"hello\""));
    assertThat(refusal(review(OWNER, 1, voter(1)))).contains("\"hello\"", "no ec2cluster");
  }

  @Test
  void fiftyMembersFitIntoAMarkerAndABatch() {
    ClusterMember[] all = new ClusterMember[50];
    ClusterMember[] others = new ClusterMember[50];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          member("i-0123456789abcde%02d".formatted(i), "http", "10.100.100." + (100 + i), false);
      others[i] =
          member("i-1123456789abcde%02d".formatted(i), "http", "10.100.101." + (100 + i), false);
    }

    write(all);
    write(others);

    assertThat(review(OWNER, 1, others).verdict()).isEqualTo(new ZoneReview.Verdict.Settled());
  }

  @Test
  void aNameThatDoesNotFitIsFoundAtOnce() {
    DnsName zoneName = DnsName.of("example.org");

    for (String wrong :
        List.of("", " ", "a b", "*", "-x", ("x".repeat(60) + ".").repeat(3) + "x")) {
      assertThatThrownBy(() -> RecordNames.of(wrong, zoneName))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("etcd: name: found '" + wrong + "'")
          .hasMessageContaining("example.org");
    }
    assertThat(RecordNames.of("Prod", zoneName).top()).isEqualTo(DnsName.of("prod.example.org"));
  }
}
