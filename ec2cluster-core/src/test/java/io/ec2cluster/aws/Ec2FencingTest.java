package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.RefusedException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fencing over an EC2 that goes through the states that the real one goes through. */
class Ec2FencingTest {
  private static final String OTHER = "i-0aaaaaaaaaaaaaaaa";
  private static final String SELF = "i-0bbbbbbbbbbbbbbbb";
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final FakeTime time = new FakeTime();
  private final StoppingEc2 ec2 = new StoppingEc2(time);
  private final List<String> progress = new ArrayList<>();
  private final FakeOperationContext context =
      FakeOperationContext.builder()
          .time(time)
          .listener(
              new ProgressListener() {
                @Override
                public void progress(String step, String message) {
                  progress.add(message);
                }
              })
          .build();

  @Test
  void aRunningInstanceIsAskedOnceAndWaitedForUntilItIsStopped() throws InterruptedException {
    ec2.stopsAfter(Duration.ofSeconds(40));

    stop(OTHER);

    assertThat(ec2.state()).isEqualTo("stopped");
    assertThat(ec2.stops()).containsExactly("stop");
    assertThat(time.elapsed()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(43));
    assertThat(progress)
        .contains(
            "asked EC2 to stop " + OTHER + ", which is running",
            OTHER + " is stopping now",
            OTHER + " is stopped now");
    assertThat(context.notes()).containsExactly(OTHER + " is stopped: EC2 stopped it");
  }

  @Test
  void whatIsStoppedOrTerminatedIsNotAskedAgain() throws InterruptedException {
    ec2.is("stopped");
    stop(OTHER);
    ec2.is("terminated");
    stop(OTHER);

    assertThat(ec2.stops()).isEmpty();
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void aPendingInstanceIsAskedAgainOnceItsStateAllowsIt() throws InterruptedException {
    ec2.is("pending").stopsAfter(Duration.ofSeconds(20));
    time.after(Duration.ofSeconds(10), () -> ec2.is("running"));

    stop(OTHER);

    assertThat(ec2.state()).isEqualTo("stopped");
    assertThat(ec2.stops()).containsExactly("stop");
  }

  @Test
  void anInstanceThatIsShuttingDownIsWaitedForUntilItIsTerminated() throws InterruptedException {
    ec2.is("shutting-down");
    time.after(Duration.ofSeconds(30), () -> ec2.is("terminated"));

    stop(OTHER);

    assertThat(context.notes()).containsExactly(OTHER + " is terminated: EC2 stopped it");
  }

  @Test
  void anInstanceWhoseSystemDoesNotStopIsForcedAfterHalfOfTheDeadline()
      throws InterruptedException {
    ec2.stopsOnlyByForce(Duration.ofSeconds(15));

    stop(OTHER);

    assertThat(ec2.state()).isEqualTo("stopped");
    assertThat(ec2.stops()).containsExactly("stop", "force");
    assertThat(time.elapsed()).isBetween(Duration.ofSeconds(315), Duration.ofSeconds(320));
  }

  @Test
  void anInstanceThatNeverStopsIsADeadline() {
    ec2.neverStops();

    assertThatThrownBy(() -> stop(OTHER))
        .isInstanceOf(DeadlineException.class)
        .hasMessageContaining(OTHER)
        .hasMessageContaining("may stop later");
    assertThat(ec2.state()).isEqualTo("stopping");
    assertThat(time.elapsed()).isEqualTo(DEADLINE);
    assertThat(ec2.stops()).containsExactly("stop", "force");
  }

  @Test
  void thisNodeIsNeverStopped() {
    assertThatThrownBy(() -> stop(SELF))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("which is this node");
    assertThat(ec2.requests()).isZero();
  }

  @Test
  void anInstanceThatEc2DoesNotKnowIsNotStopped() {
    ec2.is("");

    assertThatThrownBy(() -> stop(OTHER))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("EC2 does not know the instance " + OTHER)
        .hasMessageContaining("was not stopped");
  }

  @Test
  void aMissingPermissionIsNamedAtOnce() {
    ec2.denies();

    assertThatThrownBy(() -> stop(OTHER))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission ec2:StopInstances on * is missing");
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void anInterruptEndsTheWait() {
    ec2.neverStops();
    time.after(Duration.ofSeconds(5), Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> stop(OTHER))
        .isInstanceOfAny(InterruptedException.class, InterruptedOperationException.class);
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(10));
  }

  private void stop(String instanceId) throws InterruptedException {
    AwsRetry retry = new AwsRetry(time, new Random(1), Duration.ofMinutes(2));
    new Ec2Fencing(
            new Ec2Instances(() -> ec2, retry),
            () -> InstanceMetadata.of(Map.of("instance-id", SELF)),
            DEADLINE)
        .stop(instanceId, context.progress());
  }
}
