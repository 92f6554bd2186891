package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The AWS back end as it is configured, through moto's EC2. */
@ExtendWith(MotoExtension.class)
class AwsCloudMotoIT {
  private static final String REGION = "eu-west-1";
  private static final String ACCOUNT = "123456789012";

  private final AwsClients clients;
  private final Ec2Client ec2;
  private final String self;
  private final AwsCloud cloud;

  AwsCloudMotoIT(MotoServer moto) {
    Map<String, String> environment = moto.environment(REGION);
    clients = AwsClients.builder(ClusterSettings.Aws.defaults()).environment(environment).build();
    ec2 = clients.ec2();
    self = runInstance();
    cloud =
        AwsCloud.builder(settings())
            .environment(environment)
            .metadata(
                () ->
                    InstanceMetadata.of(
                        Map.of(
                            "instance-id", self,
                            "account-id", ACCOUNT,
                            "placement/region", REGION)))
            .build();
  }

  @AfterEach
  void close() {
    cloud.close();
    clients.close();
  }

  @Test
  void theLifeOfAnInstanceIsFollowedUntilItIsTerminated() {
    String owner = runInstance();

    assertThat(lifeOf(owner)).isEqualTo(OwnerLife.NOT_PROVEN);

    ec2.stopInstances(request -> request.instanceIds(owner));
    assertThat(lifeOf(owner)).isEqualTo(OwnerLife.STOPPED);

    ec2.startInstances(request -> request.instanceIds(owner));
    assertThat(lifeOf(owner)).isEqualTo(OwnerLife.NOT_PROVEN);

    ec2.terminateInstances(request -> request.instanceIds(owner));
    assertThat(lifeOf(owner)).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void anInstanceThatEc2ForgotIsDead() {
    assertThat(lifeOf("i-00000000000000000")).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void theRoleIsTaggedOnThisInstance() {
    cloud.tagRole(Role.REPLICA);
    cloud.tagRole(Role.PRIMARY);

    assertThat(
            ec2.describeTags(
                    request ->
                        request.filters(Filter.builder().name("resource-id").values(self).build()))
                .tags())
        .extracting(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
        .containsExactly(Tag.builder().key("ec2cluster:role").value("primary").build());
  }

  @Test
  void theStatesOfManyInstancesComeInOneAnswerAndTheUnknownAreLeftOut() {
    String running = runInstance();
    String stopped = runInstance();
    String terminated = runInstance();
    ec2.stopInstances(request -> request.instanceIds(stopped));
    ec2.terminateInstances(request -> request.instanceIds(terminated));
    noPromote(running, "yes");
    noPromote(stopped, "false");

    Map<String, InstanceState> states =
        cloud.instances("maindb", Set.of(running, stopped, terminated, "i-00000000000000000"));

    assertThat(states)
        .isEqualTo(
            Map.of(
                running, new InstanceState("running", OwnerLife.NOT_PROVEN, true),
                stopped, new InstanceState("stopped", OwnerLife.STOPPED, false),
                terminated, new InstanceState("terminated", OwnerLife.DEAD, false)));
  }

  @Test
  void moreIdsThanAFilterTakesAreAskedInSeveralRequests() {
    Set<String> ids =
        IntStream.range(0, 250)
            .mapToObj(number -> String.format("i-%017x", number))
            .collect(Collectors.toCollection(HashSet::new));
    String running = runInstance();
    ids.add(running);

    assertThat(cloud.instances("maindb", ids)).containsOnlyKeys(running);
  }

  @Test
  void fencingStopsAnotherInstanceAndIsContentWithAStoppedOne() throws InterruptedException {
    String other = runInstance();
    FakeOperationContext context = FakeOperationContext.builder().build();

    cloud.fencing().orElseThrow().stop(other, context.progress());
    cloud.fencing().orElseThrow().stop(other, context.progress());

    assertThat(lifeOf(other)).isEqualTo(OwnerLife.STOPPED);
    assertThat(context.notes())
        .containsExactly(other + " is stopped: EC2 stopped it", other + " is stopped already");
  }

  private void noPromote(String instanceId, String value) {
    ec2.createTags(
        request ->
            request
                .resources(instanceId)
                .tags(Tag.builder().key("ec2cluster:no-promote").value(value).build()));
  }

  private String runInstance() {
    return ec2.runInstances(request -> request.imageId(MotoServer.IMAGE).minCount(1).maxCount(1))
        .instances()
        .get(0)
        .instanceId();
  }

  private OwnerLife lifeOf(String instanceId) {
    return cloud
        .liveness()
        .lifeOf(
            new RoleRecord(
                "maindb",
                Optional.of(ACCOUNT),
                Optional.of(REGION),
                new Owner(instanceId, "10.0.0.1", 5432),
                1,
                "nonce",
                RoleState.CLAIMED,
                false,
                Optional.empty(),
                Instant.now().minus(Duration.ofHours(2)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
  }

  private static ClusterSettings settings() {
    return AwsSettings.of(
        new ClusterSettings.Aws(
            Optional.empty(),
            Optional.empty(),
            true,
            Duration.ofMinutes(2),
            Duration.ofMinutes(10)));
  }
}
