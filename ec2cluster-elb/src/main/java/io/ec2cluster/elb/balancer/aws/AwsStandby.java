package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
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

  private final ScalingApi scaling;
  private final Time time;

  AwsStandby(ScalingApi scaling, Time time) {
    this.scaling = scaling;
    this.time = time;
  }

  @Override
  public Optional<String> group() {
    Optional<String> group =
        scaling
            .instance()
            .filter(found -> isIn(found, IN_SERVICE, PENDING))
            .map(AutoScalingInstanceDetails::autoScalingGroupName);
    group.ifPresent(this::requireRoom);
    return group;
  }

  @Override
  public void enter(String group, StepContext step) throws InterruptedException {
    if (isIn(afterThe(PENDING, group, step), THERE, ENTERING)) {
      return;
    }
    change(
        "put %s into standby in the Auto Scaling group %s".formatted(scaling.self(), group),
        "autoscaling:EnterStandby",
        service ->
            service.enterStandby(
                request ->
                    request
                        .autoScalingGroupName(group)
                        .instanceIds(scaling.self())
                        .shouldDecrementDesiredCapacity(true)),
        now -> isIn(now, THERE, ENTERING));
    step.note("in standby in the Auto Scaling group " + group + ": it is not replaced");
  }

  @Override
  public void exit(String group, StepContext step) throws InterruptedException {
    if (!isIn(afterThe(ENTERING, group, step), THERE)) {
      return;
    }
    change(
        "end the standby of %s in the Auto Scaling group %s".formatted(scaling.self(), group),
        "autoscaling:ExitStandby",
        service ->
            service.exitStandby(
                request -> request.autoScalingGroupName(group).instanceIds(scaling.self())),
        now -> !isIn(now, THERE));
    step.note("in standby in the Auto Scaling group " + group + " no more");
  }

  /** What the group says of the instance, once it has left a state. */
  private Optional<AutoScalingInstanceDetails> afterThe(
      String state, String group, StepContext step) throws InterruptedException {
    long begun = time.nanos();
    Optional<AutoScalingInstanceDetails> now = scaling.instance();
    while (isIn(now, state)) {
      if (time.nanos() - begun > PATIENCE.toNanos()) {
        throw new EnvironmentException(
            "%s is '%s' in the Auto Scaling group %s for %d min: look at the group's activities, and run 'ec2cluster elb repair' then"
                .formatted(scaling.self(), state, group, PATIENCE.toMinutes()));
      }
      step.progress("it is '%s' in the Auto Scaling group %s: waiting".formatted(state, group));
      time.sleep(PAUSE);
      now = scaling.instance();
    }
    return now;
  }

  private static boolean isIn(Optional<AutoScalingInstanceDetails> details, String... states) {
    return details.filter(found -> isIn(found, states)).isPresent();
  }

  private static boolean isIn(AutoScalingInstanceDetails details, String... states) {
    String now = details.lifecycleState();
    return now != null
        && Arrays.stream(states)
            .anyMatch(state -> now.equals(state) || now.startsWith(state + ":"));
  }

  /** A repeated request whose first answer was lost is refused, and done. */
  private void change(
      String what,
      String action,
      Function<AutoScalingClient, Object> request,
      Predicate<Optional<AutoScalingInstanceDetails>> done) {
    scaling.change(
        AwsCall.changing(what, action),
        service -> {
          try {
            return request.apply(service);
          } catch (AutoScalingException refused) {
            boolean invalid =
                refused.awsErrorDetails() != null
                    && "ValidationError".equals(refused.awsErrorDetails().errorCode());
            if (!invalid) {
              throw refused;
            }
            if (!done.test(scaling.instance())) {
              throw new RefusedException(
                  "cannot %s: %s".formatted(what, refused.awsErrorDetails().errorMessage()),
                  refused);
            }
            return true;
          }
        });
  }

  private void requireRoom(String group) {
    scaling
        .group(group)
        .filter(one -> one.desiredCapacity() <= one.minSize())
        .ifPresent(
            full -> {
              throw new RefusedException(
                  "the Auto Scaling group %s has a desired capacity of %d and a least size of %d: nobody can be put into standby (elb: auto-scaling). Expected a least size lower by as many as may be out at the same time"
                      .formatted(group, full.desiredCapacity(), full.minSize()));
            });
  }
}
