package io.ec2cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.BufferedReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.NoSuchChangeException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** What the stand-in promises about itself: the wire format, the order, paging, limits, load. */
class Route53StandInIT {
  private static final int CLIENTS = 200;

  private final Route53StandIn standIn = Route53StandIn.start();
  private final Route53Zone zone = standIn.createZone("Z1", "example.com", false);
  private final Route53Client client = client(standIn.endpoint());

  @AfterEach
  void stop() {
    client.close();
    standIn.close();
  }

  @Test
  void namesAreListedByTheirReversedLabelsEscapedAndWithATrailingDot() {
    for (String name : List.of("b.db.example.com", "*.db.example.com", "db.example.com")) {
      put(name);
    }
    put("db-2.example.com");
    put("a.example.com");

    List<ResourceRecordSet> listed =
        client.listResourceRecordSets(request -> request.hostedZoneId("Z1")).resourceRecordSets();

    // '-' comes before the '.' that ends a label: API reference, ListResourceRecordSets.
    assertThat(listed)
        .extracting(set -> set.name() + " " + set.typeAsString())
        .containsExactly(
            "example.com. NS",
            "example.com. SOA",
            "a.example.com. A",
            "db-2.example.com. A",
            "db.example.com. A",
            "\\052.db.example.com. A",
            "b.db.example.com. A");
  }

  @Test
  void pagesFollowEachOtherByNameTypeAndIdentifier() {
    for (int i = 0; i < 5; i++) {
      RecordSet member =
          RecordSet.of(
              DnsName.of("pool.example.com"), RecordType.A, Duration.ofSeconds(60), "10.0.0." + i);
      zone.put(member.weighted("i-" + i, i));
    }

    ListResourceRecordSetsResponse first =
        client.listResourceRecordSets(
            request ->
                request.hostedZoneId("Z1").startRecordName("POOL.example.com").maxItems("2"));
    ListResourceRecordSetsResponse second =
        client.listResourceRecordSets(
            request ->
                request
                    .hostedZoneId("Z1")
                    .startRecordName(first.nextRecordName())
                    .startRecordType(first.nextRecordType())
                    .startRecordIdentifier(first.nextRecordIdentifier())
                    .maxItems("3"));

    assertThat(first.isTruncated()).isTrue();
    assertThat(first.resourceRecordSets())
        .extracting(ResourceRecordSet::setIdentifier)
        .containsExactly("i-0", "i-1");
    assertThat(second.isTruncated()).isFalse();
    assertThat(second.resourceRecordSets())
        .extracting(ResourceRecordSet::weight)
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void aChangeIsPendingAndThenInSync() {
    ChangeInfo change = create("a.example.com", client);

    assertThat(change.status()).isEqualTo(ChangeStatus.PENDING);
    assertThat(status(change.id())).isEqualTo(ChangeStatus.PENDING);
    assertThat(status(change.id())).isEqualTo(ChangeStatus.INSYNC);
    assertThatThrownBy(() -> status("C9")).isInstanceOf(NoSuchChangeException.class);
  }

  @Test
  void zonesAreListedByNameAndFetchedById() {
    standIn.createZone("Z2", "example.com", true);
    standIn.createZone("Z3", "a.net", false);

    List<HostedZone> zones =
        client.listHostedZonesByName(request -> request.dnsName("example.com")).hostedZones();

    assertThat(zones).extracting(HostedZone::id).startsWith("/hostedzone/Z1", "/hostedzone/Z2");
    HostedZone fetched = client.getHostedZone(request -> request.id("Z2")).hostedZone();
    assertThat(fetched.name()).isEqualTo("example.com.");
    assertThat(fetched.config().privateZone()).isTrue();
    assertThatThrownBy(() -> client.getHostedZone(request -> request.id("Z9")))
        .isInstanceOf(NoSuchHostedZoneException.class);
  }

  @Test
  void unconditionalWritesAreRefused() {
    assertThatThrownBy(() -> change("UPSERT", "a.example.com", client))
        .isInstanceOf(Route53Exception.class)
        .hasMessageContaining("the stand-in takes CREATE and DELETE, not UPSERT");
    assertThat(zone.contents(DnsName.of("a.example.com"))).isEmpty();
  }

  @Test
  void requestsOverTheRateAreThrottled() {
    standIn.limitRate(5);
    List<String> outcomes = new ArrayList<>();

    for (int i = 0; i < 6; i++) {
      outcomes.add(outcomeOf(() -> client.getHostedZone(request -> request.id("Z1"))));
    }

    assertThat(outcomes).containsExactly("ok", "ok", "ok", "ok", "ok", "Throttling");
    assertThat(standIn.requests(Route53Action.GET_ZONE)).isEqualTo(6);
  }

  @Test
  void randomFaultsReplayFromTheirSeed() {
    assertThat(outcomesOfSeed(3)).isEqualTo(outcomesOfSeed(3)).contains("ok", "Throttling");
    assertThat(outcomesOfSeed(3)).isNotEqualTo(outcomesOfSeed(4));
  }

  @Test
  void oneOfTwoHundredClientsWinsACreate() throws Exception {
    CyclicBarrier start = new CyclicBarrier(CLIENTS);
    AtomicInteger lost = new AtomicInteger();
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      attempts.add(
          () -> {
            start.await();
            return wins(lost);
          });
    }

    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      int winners = 0;
      for (Future<Boolean> result : threads.invokeAll(attempts)) {
        winners += result.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      assertThat(lost.get()).isEqualTo(CLIENTS - 1);
      assertThat(standIn.requests()).isEqualTo(CLIENTS);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void itRunsAsAProcessThatPrintsItsEndpoint() throws Exception {
    Process process =
        new ProcessBuilder(TestJvm.vector(Route53StandIn.class, "0", "Z7=example.org"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader();
        Route53Client other = client(URI.create(output.readLine()))) {
      assertThat(other.getHostedZone(request -> request.id("Z7")).hostedZone().name())
          .isEqualTo("example.org.");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private boolean wins(AtomicInteger lost) {
    try (Route53Client own = client(standIn.endpoint())) {
      create("a.example.com", own);
      return true;
    } catch (InvalidChangeBatchException conflict) {
      lost.incrementAndGet();
      return false;
    }
  }

  private List<String> outcomesOfSeed(long seed) {
    standIn
        .faults()
        .random(new Random(seed), 50, Route53Fault.THROTTLING, Route53Fault.UNAVAILABLE);
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      outcomes.add(outcomeOf(() -> client.getHostedZone(request -> request.id("Z1"))));
    }
    return outcomes;
  }

  private static String outcomeOf(Callable<?> call) {
    try {
      call.call();
      return "ok";
    } catch (Route53Exception e) {
      return e.awsErrorDetails().errorCode();
    } catch (Exception e) {
      throw new AssertionError("unexpected failure", e);
    }
  }

  private ChangeStatus status(String id) {
    return client.getChange(request -> request.id(id)).changeInfo().status();
  }

  private void put(String name) {
    zone.put(RecordSet.of(DnsName.of(name), RecordType.A, Duration.ofSeconds(60), "10.0.0.1"));
  }

  private static ChangeInfo create(String name, Route53Client by) {
    return change("CREATE", name, by);
  }

  private static ChangeInfo change(String action, String name, Route53Client by) {
    ResourceRecordSet recordSet =
        ResourceRecordSet.builder()
            .name(name)
            .type("A")
            .ttl(60L)
            .resourceRecords(ResourceRecord.builder().value("10.0.0.1").build())
            .build();
    Change change = Change.builder().action(action).resourceRecordSet(recordSet).build();
    return by.changeResourceRecordSets(
            request -> request.hostedZoneId("Z1").changeBatch(batch -> batch.changes(change)))
        .changeInfo();
  }

  private static Route53Client client(URI endpoint) {
    return Route53Client.builder()
        .endpointOverride(endpoint)
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }
}
