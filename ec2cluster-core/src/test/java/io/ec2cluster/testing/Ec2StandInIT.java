package io.ec2cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.testing.standin.Ec2StandIn;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The stand-in of EC2, by the real SDK client. */
@Timeout(30)
class Ec2StandInIT {
  private final AtomicReference<String> off = new AtomicReference<>("");
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final Ec2StandIn standIn = Ec2StandIn.start(this::powerOff);
  private final Ec2Client ec2 =
      Ec2Client.builder()
          .endpointOverride(standIn.endpoint())
          .region(Region.EU_WEST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")))
          .build();

  @BeforeEach
  void runInstances() {
    standIn.run("i-1");
    standIn.run("i-2");
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    ec2.close();
    standIn.close();
  }

  @Test
  void anInstanceIsStoppingUntilItsMachineIsOff() {
    assertThat(state("i-1")).isEqualTo(InstanceStateName.RUNNING);

    var change = ec2.stopInstances(request -> request.instanceIds("i-1")).stoppingInstances();

    assertThat(change.get(0).previousState().name()).isEqualTo(InstanceStateName.RUNNING);
    assertThat(change.get(0).currentState().name()).isEqualTo(InstanceStateName.STOPPING);
    assertThat(state("i-1")).isEqualTo(InstanceStateName.STOPPING);
    mayEnd.countDown();
    while (state("i-1") != InstanceStateName.STOPPED) {
      assertThat(state("i-1")).isIn(InstanceStateName.STOPPING, InstanceStateName.STOPPED);
    }
    assertThat(off.get()).isEqualTo("i-1");
    assertThat(standIn.stopped()).containsExactly("i-1");
    assertThat(standIn.state("i-1")).contains("stopped");
    assertThat(state("i-2")).isEqualTo(InstanceStateName.RUNNING);
  }

  @Test
  void unknownInstancesAreAnErrorById() {
    assertThatThrownBy(() -> state("i-9"))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            error ->
                assertThat(error.awsErrorDetails().errorCode())
                    .isEqualTo("InvalidInstanceID.NotFound"));
    assertThat(standIn.state("i-9")).isEqualTo(Optional.empty());
  }

  @Test
  void aFilterLeavesUnknownInstancesOut() {
    Filter filter = Filter.builder().name("instance-id").values("i-2", "i-9").build();

    var found = ec2.describeInstances(request -> request.filters(filter)).reservations();

    assertThat(found)
        .extracting(reservation -> reservation.instances().get(0).instanceId())
        .isEqualTo(List.of("i-2"));
  }

  @Test
  void whatItDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> ec2.describeVpcs()).isInstanceOf(Ec2Exception.class);
    assertThatThrownBy(() -> ec2.describeInstances()).isInstanceOf(Ec2Exception.class);
  }

  private void powerOff(String instanceId) {
    off.set(instanceId);
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private InstanceStateName state(String instanceId) {
    return ec2.describeInstances(request -> request.instanceIds(instanceId))
        .reservations()
        .get(0)
        .instances()
        .get(0)
        .state()
        .name();
  }
}
