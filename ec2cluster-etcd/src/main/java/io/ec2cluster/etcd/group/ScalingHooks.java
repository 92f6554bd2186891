package io.ec2cluster.etcd.group;

import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** The lifecycle hooks of an Auto Scaling group, for one instance. */
final class ScalingHooks implements LifecycleHooks {
  private static final String PREFIX = "autoscaling:EC2_INSTANCE_";

  /** What is there unless a hook says something else (API reference, PutLifecycleHook). */
  private static final int DEFAULT_SECONDS = 3600;

  private final Supplier<AutoScalingClient> autoScaling;
  private final AwsRetry retry;
  private final String group;
  private final Supplier<String> instance;

  ScalingHooks(
      Supplier<AutoScalingClient> autoScaling,
      AwsRetry retry,
      String group,
      Supplier<String> instance) {
    this.autoScaling = autoScaling;
    this.retry = retry;
    this.group = group;
    this.instance = instance;
  }

  @Override
  public List<Hook> find(Transition transition) {
    AwsCall call =
        AwsCall.reading(
            "list the lifecycle hooks of " + group, "autoscaling:DescribeLifecycleHooks");
    return retry.run(
        call,
        earlier ->
            autoScaling
                .get()
                .describeLifecycleHooks(r -> r.autoScalingGroupName(group))
                .lifecycleHooks()
                .stream()
                .filter(hook -> hook.lifecycleTransition().equals(PREFIX + transition))
                .map(hook -> new Hook(hook.lifecycleHookName(), patience(hook.heartbeatTimeout())))
                .toList());
  }

  private static Duration patience(Integer seconds) {
    return Duration.ofSeconds(seconds == null ? DEFAULT_SECONDS : seconds);
  }

  @Override
  public void complete(Hook hook) {
    AwsCall call =
        AwsCall.changing(
            "complete the lifecycle hook " + hook.name(), "autoscaling:CompleteLifecycleAction");
    whereItHolds(
        call,
        () ->
            autoScaling
                .get()
                .completeLifecycleAction(
                    r ->
                        r.autoScalingGroupName(group)
                            .lifecycleHookName(hook.name())
                            .instanceId(instance.get())
                            .lifecycleActionResult("CONTINUE")));
  }

  @Override
  public void prolong(Hook hook) {
    AwsCall call =
        AwsCall.changing(
            "prolong the lifecycle hook " + hook.name(),
            "autoscaling:RecordLifecycleActionHeartbeat");
    whereItHolds(
        call,
        () ->
            autoScaling
                .get()
                .recordLifecycleActionHeartbeat(
                    r ->
                        r.autoScalingGroupName(group)
                            .lifecycleHookName(hook.name())
                            .instanceId(instance.get())));
  }

  /** A second completion, after one whose answer was lost, finds no action any more. */
  private void whereItHolds(AwsCall call, Runnable request) {
    retry.run(
        call,
        earlier -> {
          try {
            request.run();
          } catch (AutoScalingException refused) {
            if (!isNothingHeld(refused)) {
              throw refused;
            }
          }
          return true;
        });
  }

  private static boolean isNothingHeld(AutoScalingException refused) {
    return String.valueOf(refused.getMessage()).contains("No active Lifecycle Action");
  }
}
