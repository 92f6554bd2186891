package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

/**
 * The standby of the Auto Scaling group that this instance is in. The desired capacity goes down by
 * one meanwhile, so that nobody is launched in its place; the group takes the instance out of the
 * load balancers that are attached to it, and puts it back in (EC2 Auto Scaling User Guide,
 * "Temporarily remove instances").
 */
final class AwsStandby implements Standby {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The longest a target group may take to drain is an hour. */
  private static final Duration PATIENCE = Duration.ofMinutes(65);

  private static final String IN_SERVICE = "InService";

  /** With its hooks' {@code Pending:Wait} and {@code Pending:Proceed}. */
  private static final String PENDING = "Pending";

  private static final String ENTERING = "EnteringStandby";
  private static final String THERE = "Standby";

  private final Supplier<AutoScalingClient> autoScaling;
  private final AwsRetry retry;
  private final String self;
  private final Time time;

  AwsStandby(Supplier<AutoScalingClient> autoScaling, AwsRetry retry, String self, Time time) {
    this.autoScaling = autoScaling;
    this.retry = retry;
    this.self = self;
    this.time = time;
  }

  @Override
  public Optional<String> group() {
    Optional<String> group =
        details()
            .filter(found -> isIn(found, IN_SERVICE) || isIn(found, PENDING))
            .map(AutoScalingInstanceDetails::autoScalingGroupName);
    group.ifPresent(this::requireRoom);
    return group;
  }

  @Override
  public void enter(String group, StepContext step) throws InterruptedException {
    awaitEndOf(PENDING, group, step);
    if (isIn(THERE) || isIn(ENTERING)) {
      return;
    }
    change(
        "put %s into standby in the Auto Scaling group %s".formatted(self, group),
        "autoscaling:EnterStandby",
        service ->
            service.enterStandby(
                request ->
                    request
                        .autoScalingGroupName(group)
                        .instanceIds(self)
                        .shouldDecrementDesiredCapacity(true)),
        () -> isIn(THERE) || isIn(ENTERING));
    step.note("in standby in the Auto Scaling group " + group + ": it is not replaced");
  }

  @Override
  public void exit(String group, StepContext step) throws InterruptedException {
    awaitEndOf(ENTERING, group, step);
    if (!isIn(THERE)) {
      return;
    }
    change(
        "end the standby of %s in the Auto Scaling group %s".formatted(self, group),
        "autoscaling:ExitStandby",
        service ->
            service.exitStandby(request -> request.autoScalingGroupName(group).instanceIds(self)),
        () -> !isIn(THERE));
    step.note("in standby in the Auto Scaling group " + group + " no more");
  }

  private void awaitEndOf(String state, String group, StepContext step)
      throws InterruptedException {
    long begun = time.nanos();
    while (isIn(state)) {
      if (time.nanos() - begun > PATIENCE.toNanos()) {
        throw new EnvironmentException(
            "%s is '%s' in the Auto Scaling group %s for %d min: look at the group's activities, and run 'ec2cluster elb repair' then"
                .formatted(self, state, group, PATIENCE.toMinutes()));
      }
      step.progress("it is '%s' in the Auto Scaling group %s: waiting".formatted(state, group));
      time.sleep(PAUSE);
    }
  }

  private boolean isIn(String state) {
    return details().filter(found -> isIn(found, state)).isPresent();
  }

  private static boolean isIn(AutoScalingInstanceDetails details, String state) {
    String now = details.lifecycleState();
    return now != null && (now.equals(state) || now.startsWith(state + ":"));
  }

  /** A repeated request whose first answer was lost is refused, and done. */
  private void change(
      String what, String action, Consumer<AutoScalingClient> request, Supplier<Boolean> done) {
    retry.run(
        AwsCall.changing(what, action),
        earlier -> {
          try {
            request.accept(autoScaling.get());
          } catch (AutoScalingException refused) {
            boolean invalid =
                refused.awsErrorDetails() != null
                    && "ValidationError".equals(refused.awsErrorDetails().errorCode());
            if (!invalid) {
              throw refused;
            }
            if (!done.get()) {
              throw new RefusedException(
                  "cannot %s: %s".formatted(what, refused.awsErrorDetails().errorMessage()),
                  refused);
            }
          }
          return true;
        });
  }

  private void requireRoom(String group) {
    AwsCall call =
        AwsCall.reading(
            "describe the Auto Scaling group " + group, "autoscaling:DescribeAutoScalingGroups");
    Optional<AutoScalingGroup> found =
        retry.run(
            call,
            earlier ->
                autoScaling
                    .get()
                    .describeAutoScalingGroups(request -> request.autoScalingGroupNames(group))
                    .autoScalingGroups()
                    .stream()
                    .filter(one -> group.equals(one.autoScalingGroupName()))
                    .findFirst());
    found
        .filter(one -> one.desiredCapacity() <= one.minSize())
        .ifPresent(
            full -> {
              throw new RefusedException(
                  "the Auto Scaling group %s has a desired capacity of %d and a least size of %d: nobody can be put into standby (elb: auto-scaling). Expected a least size lower by as many as may be out at the same time"
                      .formatted(group, full.desiredCapacity(), full.minSize()));
            });
  }

  private Optional<AutoScalingInstanceDetails> details() {
    AwsCall call =
        AwsCall.reading(
            "find the Auto Scaling group of " + self, "autoscaling:DescribeAutoScalingInstances");
    return retry.run(
        call,
        earlier ->
            autoScaling
                .get()
                .describeAutoScalingInstances(request -> request.instanceIds(self))
                .autoScalingInstances()
                .stream()
                .filter(one -> self.equals(one.instanceId()))
                .findFirst());
  }
}
