package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.local.LocalHostedZone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The records that {@code etcd run} writes, with real etcd over the local zone. */
@Timeout(300)
class RecordsIT {
  private static final String A = "127.73.0.1";
  private static final String B = "127.73.0.2";
  private static final String C = "127.73.0.3";
  private static final String D = "127.73.0.4";
  private static final DnsName TOP = DnsName.of("prod.example.org");
  private static final String SETTINGS = "size: %d\n  zone: example.org\n  name: prod";
  private static final Pattern SERIAL = Pattern.compile("SOA \\S+ \\S+ (\\d+)");

  private final Path directory;
  private final LocalHostedZone zone;

  RecordsIT(@TempDir Path directory) {
    this.directory = directory;
    this.zone =
        new LocalHostedZone(
            directory.resolve("cloud/zone"), DnsName.of("example.org"), Time.system());
  }

  private static RecordSet addresses(String... addresses) {
    return RecordSet.of(TOP, RecordType.A, Duration.ofSeconds(60), addresses);
  }

  private void awaitAddresses(String... addresses) throws InterruptedException {
    Eventually.holds(
        "the records name " + List.of(addresses),
        NodeStage.PATIENCE,
        () -> zone.list(TOP).contains(addresses(addresses)));
  }

  /** The serial grows by one with each write. */
  private int writes() {
    Matcher serial = SERIAL.matcher(OwnedFiles.read(zone.file()));
    assertThat(serial.find()).isTrue();
    return Integer.parseInt(serial.group(1));
  }

  @Test
  void recordsAppearOnceItIsFormedFollowAReplacementAndAreNotWrittenOtherwise()
      throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, SETTINGS.formatted(3))) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-3", C));
      awaitAddresses(A, B, C);
      assertThat(writes()).isEqualTo(1);
      NodeStage.Answer healthy = stage.ask("status", "i-1", A);
      assertThat(healthy.json())
          .contains("\"state\" : \"healthy\"", "\"state\" : \"current\"")
          .contains("prod.example.org 60 A 127.73.0.1 127.73.0.2 127.73.0.3");

      stage.kill("i-3");
      OwnedFiles.deleteTree(stage.data("i-3"));
      stage.run("i-4", D);

      stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-4", D));
      awaitAddresses(A, B, D);
      assertThat(zone.list(TOP)).noneMatch(set -> set.toString().contains("i-3"));
      // Without the dead one, with the newcomer: two changes of the voters, in either order.
      int writes = writes();
      assertThat(writes).isBetween(2, 3);
      for (int i = 0; i < 50; i++) {
        stage.api(A).put("key-" + i, "value");
      }
      RecordSet right = addresses(A, B, D);
      zone.apply(ChangeBatch.commented("by hand").delete(right).build());
      NodeStage.Answer stale = stage.ask("status", "i-4", D);
      assertThat(stale.exitCode()).isEqualTo(10);
      assertThat(stale.json()).contains("missing record: " + right);
      // Nobody else has written since, and nobody looks before a minute is over.
      assertThat(writes()).isEqualTo(writes + 1);
    }
  }

  @Test
  void nothingIsPublishedBeforeItIsFormedAndRecordsOfOthersAreLeftAlone()
      throws IOException, InterruptedException {
    RecordSet others = addresses("192.0.2.1");
    zone.apply(ChangeBatch.commented("by hand").create(others).build());
    try (NodeStage stage = new NodeStage(directory, SETTINGS.formatted(1))) {
      stage.run("i-1", A);

      stage.awaitMembers(Map.of("i-1", A));
      Eventually.holds(
          "it says so",
          NodeStage.PATIENCE,
          () -> stage.logText("i-1").contains("are left alone: found 'prod.example.org 60 A 192"));
      assertThat(zone.list(TOP)).containsExactly(others);
      assertThat(stage.api(A).get("nothing")).isEmpty();
      NodeStage.Answer foreign = stage.ask("status", "i-1", A);
      assertThat(foreign.exitCode()).isEqualTo(12);
      assertThat(foreign.json()).contains("\"state\" : \"foreign\"", "192.0.2.1");
    }
  }

  @Test
  void aWrongZoneIsFoundAtTheStart() throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 1\n  zone: example.net")) {
      NodeStage.Answer answer = stage.ask("run", "i-1", A);

      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(stage.logText("i-1"))
          .contains("etcd: zone: found example.net, expected the zone of this back end");
    }
    try (NodeStage stage = new NodeStage(directory, "size: 1\n  zone: example.org\n  name: a b")) {
      assertThat(stage.ask("run", "i-1", A).exitCode()).isEqualTo(2);
      assertThat(stage.logText("i-1")).contains("etcd: name: found 'a b'");
    }
  }
}
