package io.ec2cluster.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsHostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/** Many nodes claim at once: one becomes the primary, every other its replica, none fails. */
@Timeout(120)
class ElectionContentionIT {
  private static final int CROWD = 200;
  private static final int THROTTLED = 20;
  private static final int REQUESTS_PER_SECOND = 5;
  private static final int PROCESSES = 40;

  private final List<Process> started = new ArrayList<>();
  private final Path directory;

  ElectionContentionIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void endWhatWasStarted() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void oneOfTwoHundredClientsBecomesThePrimary() throws Exception {
    try (Route53StandIn standIn = Route53StandIn.start()) {
      Route53Zone zone = standIn.createZone("Z1", "example.com", false);

      List<Role> roles = contend(CROWD, standIn.endpoint());

      assertOnePrimary(roles, zone.contents(Contender.NAMES.primary()));
    }
  }

  @Test
  void oneOfTwentyBecomesThePrimaryAtFiveRequestsPerSecond() throws Exception {
    try (Route53StandIn standIn = Route53StandIn.start()) {
      Route53Zone zone = standIn.createZone("Z1", "example.com", false);
      standIn.limitRate(REQUESTS_PER_SECOND);

      List<Role> roles = contend(THROTTLED, standIn.endpoint());

      assertOnePrimary(roles, zone.contents(Contender.NAMES.primary()));
    }
  }

  @Test
  void oneOfFortyProcessesBecomesThePrimaryInOneDirectory() throws Exception {
    Path barrier = directory.resolve("barrier");
    List<BufferedReader> outputs = new ArrayList<>();
    for (int number = 0; number < PROCESSES; number++) {
      outputs.add(start(number, barrier));
    }
    for (BufferedReader output : outputs) {
      assertThat(output.readLine()).isEqualTo("ready");
    }

    Files.createFile(barrier);

    List<Role> roles = new ArrayList<>();
    for (BufferedReader output : outputs) {
      roles.add(Role.valueOf(output.readLine()));
    }
    assertOnePrimary(
        roles, Contender.localZone(directory.resolve("zone")).list(Contender.NAMES.primary()));
    for (Process process : started) {
      assertThat(process.waitFor()).isZero();
    }
  }

  /** Each has a client and so connections of its own, as separate instances have. */
  private static List<Role> contend(int nodes, URI endpoint) throws Exception {
    CyclicBarrier start = new CyclicBarrier(nodes);
    List<Callable<Role>> contenders = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      int number = i;
      contenders.add(
          () -> {
            try (Route53Client client = client(endpoint)) {
              AwsHostedZone zone =
                  AwsHostedZone.withId(
                      client,
                      "Z1",
                      Time.system(),
                      new SplittableRandom(number),
                      Duration.ofMinutes(2));
              start.await();
              return new Contender(zone, number).role();
            }
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    try {
      List<Role> roles = new ArrayList<>();
      for (Future<Role> role : threads.invokeAll(contenders)) {
        roles.add(role.get());
      }
      return roles;
    } finally {
      threads.shutdownNow();
    }
  }

  /** The record is published by the winner, in its first epoch, and the name points at it. */
  private static void assertOnePrimary(List<Role> roles, List<RecordSet> zone) {
    assertThat(Collections.frequency(roles, Role.PRIMARY)).isEqualTo(1);
    int winner = roles.indexOf(Role.PRIMARY);
    assertThat(zone).extracting(RecordSet::type).containsOnly(RecordType.CNAME, RecordType.TXT);
    for (RecordSet recordSet : zone) {
      if (recordSet.type() == RecordType.CNAME) {
        assertThat(recordSet.target()).contains(Contender.host(winner));
      } else {
        RoleRecord record = RoleRecordText.read(recordSet);
        assertThat(record.owner().instanceId()).isEqualTo(Contender.id(winner));
        assertThat(record.state()).isEqualTo(RoleState.PUBLISHED);
        assertThat(record.epoch()).isEqualTo(1);
        assertThat(record.dataIdentity()).contains("data-of-" + Contender.id(winner));
      }
    }
  }

  private BufferedReader start(int number, Path barrier) throws IOException {
    Process process =
        TestJvm.start(
            Contender.class,
            directory.resolve("zone").toString(),
            Integer.toString(number),
            barrier.toString());
    started.add(process);
    return process.inputReader();
  }

  private static Route53Client client(URI endpoint) {
    return Route53Client.builder()
        .endpointOverride(endpoint)
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }
}
