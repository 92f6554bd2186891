package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shipped command when AWS, another node or the configuration is not as it should be. */
@ExtendWith(MotoExtension.class)
@Timeout(120)
class ScriptFaultIT {
  private static final DnsName PRIMARY = DnsName.of("primary.maindb.example.com");

  private final Path folder;
  private final AwsStage aws;
  private final ScriptNodes nodes;

  ScriptFaultIT(@TempDir Path folder, MotoServer moto) throws IOException {
    this.folder = folder;
    this.aws = new AwsStage(moto);
    this.nodes = ScriptNodes.overAws(folder, aws);
  }

  @AfterEach
  void close() {
    nodes.close();
    aws.close();
  }

  @Test
  void firstInitCostsThreeRequestsAndThatOfAReplicaTwo() throws IOException {
    List<String> ids = aws.runInstances(2);
    nodes.with(11, ids.get(0)).with(12, ids.get(1));

    nodes.init(11).expect(0);
    int first = aws.route53().requests();
    nodes.init(12).expect(0);

    assertThat(first).isEqualTo(3);
    assertThat(aws.route53().requests() - first).isEqualTo(2);
  }

  @Test
  void anotherNodeTakesOverFromAnOwnerThatWasTerminatedBeforeItPublished() throws IOException {
    List<String> ids = aws.runInstances(2);
    nodes.with(11, ids.get(0)).with(12, ids.get(1));
    nodes.dyingInit(11, Signal.KILL, Moment.AFTER, 0).await().expect(137);
    assertThat(record()).contains("\"state=claimed\"", "\"owner=" + ids.get(0) + "\"");

    aws.terminate(ids.get(0));
    ToolResult other = nodes.init(12).expect(0);

    assertThat(other.text("role")).isEqualTo("primary");
    assertThat(record()).contains("\"state=published\"", "\"owner=" + ids.get(1) + "\"");
  }

  @Test
  void nobodyTakesOverFromAnOwnerThatLivesAndTheOthersSayWhomTheyWaitFor() throws IOException {
    List<String> ids = aws.runInstances(2);
    nodes.with(11, ids.get(0)).with(12, ids.get(1));
    nodes.dyingInit(11, Signal.KILL, Moment.AFTER, 0).await().expect(137);

    ToolResult other = nodes.init(12).expect(4);

    assertThat(other.text("message")).contains(ids.get(0)).contains("not published yet");
    assertThat(nodes.role(12)).isEmpty();
  }

  @Test
  void nobodyFoundsAfterThePublishedOwnerWasTerminated() throws IOException {
    List<String> ids = aws.runInstances(2);
    nodes.with(11, ids.get(0)).with(12, ids.get(1));
    nodes.init(11).expect(0);
    String before = record();

    aws.terminate(ids.get(0));
    ToolResult other = nodes.init(12);

    // The script engine cannot ask its primary, so it becomes a replica of the one that is gone.
    assertThat(other.text("role")).as(other.toString()).isNotEqualTo("primary");
    assertThat(nodes.role(12).orElse("replica")).startsWith("replica");
    assertThat(record()).isEqualTo(before);
  }

  @Test
  void secondRunAtTheSameTimeOnTheNodeIsRefusedAndTheHolderNamed() throws Exception {
    nodes.with(11, aws.runInstances(1).get(0));
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    nodes.prepend(
        11,
        "role",
        "touch '%s'; until test -e '%s' || ! kill -0 $PPID; do sleep 0.05; done"
            .formatted(started, go));
    ToolRun first = nodes.startInit(11);
    while (Files.notExists(started) && first.process().isAlive()) {
      Thread.onSpinWait();
    }

    ToolResult second = nodes.init(11).expect(3);

    assertThat(second.text("message"))
        .contains(Long.toString(first.process().pid()))
        .contains("init");
    Files.createFile(go);
    first.await().expect(0);
  }

  @Test
  void metadataThatIsNotThereIsNamed() throws IOException {
    nodes.with(11, "i-11");
    Files.delete(nodes.metadata(11));

    ToolResult result = nodes.init(11).expect(2);

    assertThat(result.errors()).contains(nodes.metadata(11).toString());
    assertThat(aws.route53().requests()).isZero();
  }

  @Test
  void zoneThatIsNotThereIsNamed() throws IOException {
    nodes.with(11, "i-11");
    nodes.configure(11, "zone-id: Z1", "zone-id: Z404");

    ToolResult result = nodes.init(11).expect(2);

    assertThat(result.text("message")).contains("no hosted zone Z404").contains("dns.zone-id");
  }

  @Test
  void zoneNameThatIsNotThereIsNamed() throws IOException {
    nodes.with(11, "i-11");
    nodes.configure(11, "zone-id: Z1", "zone: example.net");
    nodes.configure(11, "example.com", "example.net");

    ToolResult result = nodes.init(11).expect(2);

    assertThat(result.text("message")).contains("example.net");
  }

  @Test
  void missingPermissionIsNamedAndNothingIsStarted() throws IOException {
    nodes.with(11, "i-11");
    aws.route53().faults().deny(Route53Action.CHANGE_RECORD_SETS);

    ToolResult result = nodes.init(11).expect(5);

    assertThat(result.text("message")).contains("route53:ChangeResourceRecordSets");
    assertThat(nodes.role(11)).isEmpty();
    assertThat(aws.zone().contents(PRIMARY)).isEmpty();
  }

  @Test
  void callThatIsThrottledSaysSoWhileItIsRepeated() throws IOException {
    nodes.with(11, "i-11");
    aws.route53().faults().next(Route53Action.CHANGE_RECORD_SETS, 2, Route53Fault.THROTTLING);

    ToolResult result = nodes.init(11).expect(0);

    assertThat(result.errors().lines())
        .filteredOn(line -> line.contains("trying again"))
        .singleElement()
        .asString()
        .matches(
            "claim the role: Route 53 ChangeResourceRecordSets: throttled, trying again \\(\\w+ of 2m\\)");
  }

  private String record() {
    return aws.zone().contents(PRIMARY.child("_ec2cluster")).stream()
        .map(RecordSet::toString)
        .findFirst()
        .orElse("");
  }
}
