package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.DynamoDbTable;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.SsmNode;
import io.ec2cluster.testing.standin.SsmStandIn;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * An Auto Scaling group with lifecycle hooks, over real etcd: the group's own stand-in, because
 * moto knows no waiting instances, and moto's DynamoDB for the records.
 */
@ExtendWith(MotoExtension.class)
@Timeout(300)
class GroupLifeIT {
  private static final String COMPLETE = "CompleteLifecycleAction departure ";
  private static final int KEYS = 20;

  private final GroupStandIn group = new GroupStandIn();
  private final Map<String, String> environment = new HashMap<>();
  private final String table = "ec2cluster-" + UUID.randomUUID();

  GroupLifeIT(MotoServer moto) throws InterruptedException {
    environment.putAll(moto.environment("eu-west-1"));
    environment.putAll(group.environment());
    try (AwsCloud cloud =
        AwsCloud.builder(TestSettings.onAws())
            .environment(environment)
            .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-0")))
            .build()) {
      DynamoDbClient client = cloud.clients().regional("DynamoDB", DynamoDbClient.builder());
      new DynamoDbTable(() -> client, table, cloud.retry())
          .create(Duration.ofMinutes(1), Time.system());
    }
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static String address(int node) {
    return "127.74.0.1" + node;
  }

  private void launch(NodeStage stage, int node) throws IOException {
    group.launch("i-" + node, address(node));
    stage.run("i-" + node, address(node));
  }

  private static Map<String, String> nodes(int... numbers) {
    Map<String, String> nodes = new HashMap<>();
    for (int number : numbers) {
      nodes.put("i-" + number, address(number));
    }
    return nodes;
  }

  private EtcdId await(NodeStage stage, int... numbers) throws InterruptedException {
    EtcdId cluster = stage.awaitMembers(nodes(numbers));
    for (String node : nodes(numbers).keySet()) {
      Eventually.holds(
          node + " is in service",
          NodeStage.PATIENCE,
          () -> group.lifecycle(node).equals(Optional.of("InService")));
    }
    return cluster;
  }

  private void awaitOut(int node) throws InterruptedException {
    Eventually.holds(
        "i-" + node + " is out of the group",
        NodeStage.PATIENCE,
        () -> group.lifecycle("i-" + node).isEmpty());
  }

  @Test
  void groupGrowsAndShrinksAndTheDataStays(@TempDir Path directory)
      throws IOException, InterruptedException {
    String cloud = "cloud: aws\ncoordination: {provider: dynamodb, table: " + table + "}";
    String settings = "group: {auto-scaling-group: " + GroupStandIn.NAME + "}";
    try (NodeStage stage = new NodeStage(directory, cloud, settings, environment)) {
      group.desire(3);
      for (int node = 1; node <= 3; node++) {
        launch(stage, node);
      }
      EtcdId cluster = await(stage, 1, 2, 3);
      for (int i = 0; i < KEYS; i++) {
        stage.api(address(1)).put("key-" + i, "value-" + i);
      }

      // A reboot: the member stays, and comes back as the same.
      EtcdId member = stage.api(address(2)).status().memberId();
      stage.terminate("i-2");
      assertThat(stage.api(address(1)).members().find(member)).isPresent();
      stage.run("i-2", address(2));
      assertThat(await(stage, 1, 2, 3)).isEqualTo(cluster);
      assertThat(stage.api(address(2)).status().memberId()).isEqualTo(member);

      group.desire(5);
      launch(stage, 4);
      launch(stage, 5);
      assertThat(await(stage, 1, 2, 3, 4, 5)).isEqualTo(cluster);

      group.desire(3);
      group.terminate("i-1");
      group.terminate("i-2");
      awaitOut(1);
      awaitOut(2);
      assertThat(await(stage, 3, 4, 5)).isEqualTo(cluster);
      assertThat(group.calls().stream().filter((COMPLETE + "i-1")::equals)).hasSize(1);
      assertThat(stage.serves("i-1")).isTrue();
      assertThatIsSilent(stage, 1);
      assertThat(stage.terminate("i-1")).isEqualTo(143);

      group.desire(1);
      group.terminate("i-3");
      group.terminate("i-4");
      awaitOut(3);
      awaitOut(4);
      assertThat(await(stage, 5)).isEqualTo(cluster);

      // The last one is held, and serves, until another has its data.
      group.terminate("i-5");
      Eventually.holds(
          "it gives signs of life",
          NodeStage.PATIENCE,
          () -> group.calls().contains("RecordLifecycleActionHeartbeat departure i-5"));
      assertThat(stage.api(address(5)).get("key-0")).contains("value-0");
      launch(stage, 6);
      awaitOut(5);
      assertThat(await(stage, 6)).isEqualTo(cluster);
      for (int i = 0; i < KEYS; i++) {
        assertThat(stage.api(address(6)).get("key-" + i)).contains("value-" + i);
      }
    }
  }

  /** Without a hook the instance is ended at once, as its service sees by SIGTERM. */
  @Test
  void instanceThatTerminatesWithoutAHookLeavesWhenItsServiceIsEnded(@TempDir Path directory)
      throws IOException, InterruptedException {
    String cloud = "cloud: aws\ncoordination: {provider: dynamodb, table: " + table + "}";
    String settings = "group: {auto-scaling-group: " + GroupStandIn.NAME + "}";
    try (NodeStage stage = new NodeStage(directory, cloud, settings, environment)) {
      group.desire(2);
      launch(stage, 1);
      launch(stage, 2);
      await(stage, 1, 2);

      group.put("i-1", "Terminating");
      assertThat(stage.terminate("i-1")).isEqualTo(143);

      stage.awaitMembers(nodes(2));
      assertThat(stage.logText("i-1")).contains("leaving cluster");
    }
  }

  private static void assertThatIsSilent(NodeStage stage, int node) throws InterruptedException {
    try {
      stage.api(address(node)).status();
      throw new AssertionError("etcd of i-" + node + " runs");
    } catch (EtcdSilence stopped) {
      assertThat(stopped).hasMessageContaining("did not answer");
    }
  }

  /** Each command runs as the agent of its instance would run it. */
  @Test
  void everyMemberIsUpgradedFromOnePlaceOverSystemsManager(@TempDir Path directory)
      throws IOException, InterruptedException {
    String cloud =
        "cloud: aws\nremote: ssm\ncoordination: {provider: dynamodb, table: " + table + "}";
    String settings = "group: {auto-scaling-group: " + GroupStandIn.NAME + "}";
    try (SsmStandIn systemsManager = SsmStandIn.start(Time.system())) {
      environment.put("AWS_ENDPOINT_URL_SSM", systemsManager.endpoint().toString());
      try (NodeStage stage = new NodeStage(directory, cloud, settings, environment)) {
        Path program = directory.resolve("program");
        RealEtcd.install(RealEtcd.packaged(), program);
        stage.change(program, settings);
        group.desire(3);
        Map<String, String> nodes = new TreeMap<>();
        for (int node = 1; node <= 3; node++) {
          // As Systems Manager wants it.
          String id = "i-0000000" + node;
          nodes.put(id, address(node));
          group.launch(id, address(node));
          stage.run(id, address(node));
          systemsManager.register(id, managed(directory.resolve(id)));
        }
        EtcdId cluster = stage.awaitMembers(nodes);
        stage.api(address(1)).put("key", "value");
        RealEtcd.install(BuiltEtcd.version(BuiltEtcd.V3_5).etcd(), program);

        NodeStage.Answer upgraded = stage.ask("upgrade-all", "i-00000001", address(1));

        assertThat(upgraded.exitCode()).as(upgraded.json()).isZero();
        assertThat(systemsManager.scripts())
            .hasSize(3)
            .allMatch(line -> line.endsWith("ec2cluster etcd upgrade --timeout 60s"));
        assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
        for (int node = 1; node <= 3; node++) {
          assertThat(stage.api(address(node)).status().version()).isEqualTo(BuiltEtcd.V3_5);
        }
        assertThat(stage.api(address(3)).get("key")).contains("value");
      }
    }
  }

  private SsmNode managed(Path home) throws IOException {
    Path program =
        Files.writeString(
            Files.createDirectories(home.resolve("bin")).resolve("ec2cluster"),
            """
            #!/bin/sh
            exec %s -cp '%s' %s upgrade %s/config.yaml %s/metadata.json
            """
                .formatted(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    System.getProperty("java.class.path"),
                    NodeProgram.class.getName(),
                    home,
                    home));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", program.getParent() + ":/usr/bin:/bin");
    return new SsmNode(home, all, SsmNode.Agent.RUNNING);
  }
}
