package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.elb.balancer.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidTargetException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** The calls about target groups that we make. Safe for use by several threads. */
final class TargetGroupApi {
  private static final String PREFIX = "elasticloadbalancing:";
  private static final String DELAY = "deregistration_delay.timeout_seconds";

  /** Where the attribute is not told (User Guide, "Deregistration delay"). */
  private static final long DEFAULT_DELAY = 300;

  /** The largest page (API reference, DescribeTargetGroups). */
  private static final int PAGE = 400;

  private final Supplier<ElasticLoadBalancingV2Client> client;
  private final AwsRetry retry;

  TargetGroupApi(Supplier<ElasticLoadBalancingV2Client> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /** All target groups. */
  List<GroupDescription> all() {
    AwsCall call = AwsCall.reading("list the target groups", PREFIX + "DescribeTargetGroups");
    return pages(call, DescribeTargetGroupsRequest.builder().pageSize(PAGE).build());
  }

  /** The one of an ARN. */
  Optional<GroupDescription> find(String arn) {
    return found(arn, DescribeTargetGroupsRequest.builder().targetGroupArns(arn).build());
  }

  /** The one of a name: it is unique in a region and account. */
  Optional<GroupDescription> named(String name) {
    return found(name, DescribeTargetGroupsRequest.builder().names(name).build());
  }

  private Optional<GroupDescription> found(String which, DescribeTargetGroupsRequest request) {
    AwsCall call =
        AwsCall.reading("describe the target group " + which, PREFIX + "DescribeTargetGroups");
    try {
      return pages(call, request).stream().findFirst();
    } catch (NotFound none) {
      return Optional.empty();
    }
  }

  private List<GroupDescription> pages(AwsCall call, DescribeTargetGroupsRequest request) {
    List<GroupDescription> groups = new ArrayList<>();
    @Nullable String marker = null;
    do {
      DescribeTargetGroupsRequest next = request.toBuilder().marker(marker).build();
      DescribeTargetGroupsResponse page = asked(call, one -> one.describeTargetGroups(next));
      page.targetGroups().forEach(group -> groups.add(GroupDescription.of(group)));
      marker = page.nextMarker();
    } while (marker != null && !marker.isEmpty());
    return groups;
  }

  /**
   * What is said of all targets; the call knows no pages (API reference, DescribeTargetHealth).
   * Asked without targets, because one that is named without a port means the group's port alone.
   */
  List<TargetHealthDescription> health(String arn) {
    AwsCall call =
        AwsCall.reading(
            "read the health of the targets of " + arn, PREFIX + "DescribeTargetHealth");
    return of(
        arn,
        call,
        one ->
            one.describeTargetHealth(request -> request.targetGroupArn(arn))
                .targetHealthDescriptions());
  }

  /** How long deregistered targets drain. */
  Duration delay(String arn) {
    AwsCall call =
        AwsCall.reading("read the attributes of " + arn, PREFIX + "DescribeTargetGroupAttributes");
    return of(
        arn,
        call,
        one ->
            one
                .describeTargetGroupAttributes(request -> request.targetGroupArn(arn))
                .attributes()
                .stream()
                .filter(attribute -> attribute.key().equals(DELAY))
                .findFirst()
                .map(attribute -> Duration.ofSeconds(Long.parseLong(attribute.value())))
                .orElse(Duration.ofSeconds(DEFAULT_DELAY)));
  }

  /** Puts targets in; those that are in it stay so. */
  void register(String arn, List<Membership> memberships) {
    AwsCall call =
        AwsCall.changing(
            "register %s with %s".formatted(memberships, arn), PREFIX + "RegisterTargets");
    change(
        arn,
        call,
        one ->
            one.registerTargets(
                request -> request.targetGroupArn(arn).targets(targets(memberships))));
  }

  /**
   * Takes targets out.
   *
   * @return false if the group does not know one, which may mean that it is not in it
   */
  boolean deregister(String arn, List<Membership> memberships) {
    AwsCall call =
        AwsCall.changing(
            "deregister %s from %s".formatted(memberships, arn), PREFIX + "DeregisterTargets");
    return of(
        arn,
        call,
        one -> {
          try {
            one.deregisterTargets(
                request -> request.targetGroupArn(arn).targets(targets(memberships)));
            return true;
          } catch (InvalidTargetException unknown) {
            return false;
          }
        });
  }

  private static List<TargetDescription> targets(List<Membership> memberships) {
    return memberships.stream().map(TargetGroupApi::target).toList();
  }

  private static TargetDescription target(Membership membership) {
    TargetDescription.Builder target = TargetDescription.builder().id(membership.target());
    membership.port().ifPresent(target::port);
    membership.detail().ifPresent(target::availabilityZone);
    return target.build();
  }

  private void change(String arn, AwsCall call, Consumer<ElasticLoadBalancingV2Client> request) {
    of(
        arn,
        call,
        one -> {
          request.accept(one);
          return true;
        });
  }

  private <T> T of(String arn, AwsCall call, Function<ElasticLoadBalancingV2Client, T> request) {
    try {
      return asked(call, request);
    } catch (NotFound gone) {
      throw new UsageException(
          "there is no target group '%s' in this region and account any more. Take it out of elb.load-balancers, or name the one that replaced it"
              .formatted(arn),
          gone);
    }
  }

  private <T> T asked(AwsCall call, Function<ElasticLoadBalancingV2Client, T> request) {
    return retry.run(
        call,
        earlier -> {
          try {
            return request.apply(client.get());
          } catch (TargetGroupNotFoundException none) {
            throw new NotFound(none);
          }
        });
  }

  private static final class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFound(TargetGroupNotFoundException cause) {
      super(cause);
    }
  }
}
