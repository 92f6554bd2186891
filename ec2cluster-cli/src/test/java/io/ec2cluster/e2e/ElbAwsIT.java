package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.SsmNode;
import io.ec2cluster.testing.standin.SsmStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.InstanceState;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;

/**
 * The command before moto: a classic load balancer that is found without being named, its ledger in
 * DynamoDB.
 */
@Timeout(300)
@ExtendWith(MotoExtension.class)
class ElbAwsIT {
  private static final String REGION = "eu-west-2";
  private static final int KILLED = 137;

  private final String name = "web-" + UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, String> environment;
  private final ElasticLoadBalancingClient balancers;
  private final Ec2Client ec2;
  private final AutoScalingClient autoScaling;

  ElbAwsIT(MotoServer moto) {
    environment = moto.environment(REGION);
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing"));
    balancers =
        ElasticLoadBalancingClient.builder()
            .endpointOverride(moto.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(credentials)
            .build();
    autoScaling =
        AutoScalingClient.builder()
            .endpointOverride(moto.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(credentials)
            .build();
    ec2 =
        Ec2Client.builder()
            .endpointOverride(moto.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(credentials)
            .build();
  }

  @Test
  void restartsAndIsRepairedAfterAKill(@TempDir Path folder) throws IOException {
    List<String> ids = fleet();
    configure(folder, ids.get(0), "");
    try (Tool tool = new Tool(Files.createDirectories(folder.resolve("outputs")), environment)) {
      List<String> common = common(folder);
      run(tool, common, "elb", "coordination", "create").expect(0);
      assertThat(run(tool, common, "elb", "count").expect(0).output())
          .contains("classic/" + name, "\"floor\" : 2");

      run(tool, common, "elb", "restart", "NONE").expect(0);
      assertThat(registered()).containsExactlyInAnyOrderElementsOf(ids);

      ToolResult killed =
          tool.startDying(Signal.KILL, Moment.AFTER, 2, words(common, "elb", "restart", "NONE"))
              .await();
      assertThat(killed.exitCode()).as(killed.toString()).isEqualTo(KILLED);
      assertThat(registered()).doesNotContain(ids.get(0)).hasSize(2);
      assertThat(run(tool, common, "elb", "count").expect(0).output()).contains("restarting");

      run(tool, common, "elb", "repair").expect(0);
      assertThat(registered()).containsExactlyInAnyOrderElementsOf(ids);
      run(tool, common, "elb", "count").expect(0);
    }
  }

  @Test
  void isInStandbyWhileItIsOutAndARepairEndsThat(@TempDir Path folder) throws IOException {
    List<String> ids = fleet();
    group(ids);
    configure(folder, ids.get(0), "", "auto-scaling: standby");
    try (Tool tool = new Tool(Files.createDirectories(folder.resolve("outputs")), environment)) {
      List<String> common = common(folder);
      run(tool, common, "elb", "coordination", "create").expect(0);

      assertThat(run(tool, common, "elb", "restart", "NONE").expect(0).output())
          .contains("in standby in the Auto Scaling group " + name + ": it is not replaced")
          .contains("in standby in the Auto Scaling group " + name + " no more");
      assertThat(states()).containsOnly("InService").hasSize(3);

      run(tool, common, "elb", "deregister").expect(0);
      assertThat(states()).containsExactlyInAnyOrder("InService", "InService", "Standby");
      run(tool, common, "elb", "register").expect(0);
      assertThat(states()).containsOnly("InService").hasSize(3);
      assertThat(registered()).containsExactlyInAnyOrderElementsOf(ids);

      autoScaling.updateAutoScalingGroup(request -> request.autoScalingGroupName(name).minSize(3));
      assertThat(run(tool, common, "elb", "restart", "NONE").expect(3).output())
          .contains("a least size of 3");
      assertThat(registered()).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  private void group(List<String> ids) {
    autoScaling.createLaunchConfiguration(
        request ->
            request
                .launchConfigurationName(name)
                .imageId(MotoServer.IMAGE)
                .instanceType("t3.micro"));
    autoScaling.createAutoScalingGroup(
        request ->
            request
                .autoScalingGroupName(name)
                .launchConfigurationName(name)
                .availabilityZones(REGION + "a")
                .minSize(0)
                .maxSize(5)
                .desiredCapacity(0));
    autoScaling.attachInstances(request -> request.autoScalingGroupName(name).instanceIds(ids));
  }

  private List<String> states() {
    return autoScaling
        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
        .autoScalingGroups()
        .get(0)
        .instances()
        .stream()
        .map(software.amazon.awssdk.services.autoscaling.model.Instance::lifecycleStateAsString)
        .toList();
  }

  /** Each command runs as the agent of its instance would run it. */
  @Test
  void aRollGoesThroughSystemsManager(@TempDir Path folder) throws IOException {
    List<String> ids = fleet();
    try (SsmStandIn systemsManager = SsmStandIn.start(Time.system())) {
      for (String id : ids) {
        systemsManager.register(id, node(Files.createDirectories(folder.resolve(id)), id));
      }
      Map<String, String> all = new HashMap<>(environment);
      all.put("AWS_ENDPOINT_URL_SSM", systemsManager.endpoint().toString());
      Path here = folder.resolve(ids.get(0));
      try (Tool tool = new Tool(Files.createDirectories(folder.resolve("outputs")), all)) {
        run(tool, common(here), "elb", "coordination", "create").expect(0);

        run(tool, common(here), "elb", "roll", "web").expect(0);
      }

      assertThat(systemsManager.scripts())
          .hasSize(3)
          .allMatch(line -> line.endsWith("elb restart web"));
      assertThat(systemsManager.statuses()).containsOnly("Success");
    }
    for (String id : ids) {
      assertThat(folder.resolve(id).resolve("restarts")).content().isEqualToIgnoringNewLines("web");
    }
    assertThat(registered()).containsExactlyInAnyOrderElementsOf(ids);
  }

  private SsmNode node(Path folder, String id) throws IOException {
    configure(folder, id, "remote: ssm");
    Path program =
        Files.writeString(
            Files.createDirectories(folder.resolve("bin")).resolve("ec2cluster"),
            """
            #!/bin/sh
            exec sh '%1$s' --config '%2$s/config.yaml' --metadata '%2$s/metadata.json' "$@"
            """
                .formatted(Tool.launcher(), folder));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", program.getParent() + ":/usr/bin:/bin");
    all.put("JAVA_HOME", System.getProperty("java.home"));
    return new SsmNode(folder, all, SsmNode.Agent.RUNNING);
  }

  private static List<String> common(Path folder) {
    return Tool.arguments(folder);
  }

  private static ToolResult run(Tool tool, List<String> common, String... words) {
    return tool.start(words(common, words)).await();
  }

  private static List<String> words(List<String> common, String... words) {
    return Stream.concat(common.stream(), Stream.of(words)).toList();
  }

  private List<String> registered() {
    return balancers
        .describeInstanceHealth(request -> request.loadBalancerName(name))
        .instanceStates()
        .stream()
        .filter(state -> state.state().equals("InService"))
        .map(InstanceState::instanceId)
        .toList();
  }

  private List<String> fleet() {
    balancers.createLoadBalancer(
        request ->
            request
                .loadBalancerName(name)
                .availabilityZones(REGION + "a")
                .listeners(
                    Listener.builder()
                        .protocol("HTTP")
                        .loadBalancerPort(80)
                        .instancePort(80)
                        .build()));
    List<String> ids =
        ec2
            .runInstances(request -> request.imageId(MotoServer.IMAGE).minCount(3).maxCount(3))
            .instances()
            .stream()
            .map(software.amazon.awssdk.services.ec2.model.Instance::instanceId)
            .toList();
    balancers.registerInstancesWithLoadBalancer(
        request ->
            request
                .loadBalancerName(name)
                .instances(
                    ids.stream()
                        .map(
                            id ->
                                software.amazon.awssdk.services.elasticloadbalancing.model.Instance
                                    .builder()
                                    .instanceId(id)
                                    .build())
                        .toList()));
    return ids;
  }

  private void configure(Path folder, String id, String more) throws IOException {
    configure(folder, id, more, "");
  }

  private void configure(Path folder, String id, String more, String elb) throws IOException {
    Files.writeString(
        folder.resolve("metadata.json"),
        """
        {"instance-id": "%s", "local-ipv4": "10.0.0.1", "account-id": "123456789012", "placement/region": "%s", "user-data": {"cluster": "web"}}
        """
            .formatted(id, REGION));
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        state-dir: %1$s/state
        coordination: {provider: dynamodb, table: %2$s}
        %3$s
        elb:
          drain-timeout: 1s
          register-timeout: 60s
          service-manager: [sh, -c, 'echo "$0" >>%1$s/restarts', "{{service}}"]
          flag-file: %1$s/flag
          %4$s
        """
            .formatted(folder, name, more, elb));
  }
}
