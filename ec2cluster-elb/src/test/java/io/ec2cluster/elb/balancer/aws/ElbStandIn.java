package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.elb.balancer.aws.Query.Refusal;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strict stand-in for load balancers, their fleet and faults on the way, over HTTP for the real
 * SDK: it supplies what moto does not, such as draining, several ports of an instance, and pages.
 * Safe for use by several threads.
 */
public final class ElbStandIn implements AutoCloseable {
  static final String REGION = "eu-west-1";

  private final ClassicStandIn classic;
  private final GroupStandIn groups;
  private final FleetStandIn fleet;
  private final StandInServer server = StandInServer.start(0, this::answer);
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private Optional<IamPolicy> policy = Optional.empty();

  /** What happens to a call. */
  enum Fault {
    THROTTLED,
    UNAVAILABLE,
    /** It is carried out, and the connection ends without an answer. */
    ANSWER_LOST
  }

  /**
   * An empty account.
   *
   * @param page how much a page holds at most
   */
  ElbStandIn(int page) {
    classic = new ClassicStandIn(page);
    groups = new GroupStandIn(page);
    fleet = new FleetStandIn(page);
  }

  /** One with a classic load balancer, whose instances run at 10.0.0.1, 10.0.0.2 and so on. */
  public static ElbStandIn serving(String balancer, List<String> instances) {
    return new ElbStandIn(10)
        .with(
            (classic, groups, fleet) -> {
              for (int i = 0; i < instances.size(); i++) {
                fleet.put(instances.get(i), FleetStandIn.Instance.running("10.0.0." + (i + 1)));
                fleet.group(instances.get(i), "web", instances.size());
              }
              classic.create(balancer, Optional.of(300), instances);
            });
  }

  /** What an SDK client needs to meet it. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        server.endpoint().toString(),
        "AWS_REGION",
        REGION,
        "AWS_ACCESS_KEY_ID",
        "test",
        "AWS_SECRET_ACCESS_KEY",
        "test");
  }

  /** What is there, changed under the lock by which requests are answered. */
  synchronized ElbStandIn with(Change change) {
    change.make(classic, groups, fleet);
    return this;
  }

  /** A change of what is there. */
  interface Change {
    void make(ClassicStandIn classic, GroupStandIn groups, FleetStandIn fleet);
  }

  /** The next calls of an action go wrong. */
  synchronized void fail(String action, Fault... how) {
    faults.computeIfAbsent(action, key -> new ArrayDeque<>()).addAll(List.of(how));
  }

  /** All connections have drained. */
  synchronized void drained() {
    classic.drained();
    groups.drained();
  }

  /** From now on nothing else is allowed. */
  public synchronized void allow(IamPolicy only) {
    policy = Optional.of(only);
  }

  /** The actions that were asked for, those that went wrong included. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The back end, as an instance with one address sees it. */
  AwsCloud cloud(String instance, String address, Time time) {
    return AwsCloud.builder(
            ClusterSettings.of(
                "web",
                ClusterSettings.CloudKind.AWS,
                Optional.empty(),
                ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty())))
        .environment(environment())
        .metadata(
            () ->
                InstanceMetadata.of(
                    Map.of(
                        "instance-id",
                        instance,
                        address.contains(":") ? "ipv6" : "local-ipv4",
                        address)))
        .time(time)
        .build();
  }

  private synchronized Optional<StandInResponse> answer(StandInRequest request) {
    Query query = new Query(request.form());
    calls.add(query.action());
    Optional<Fault> fault = Optional.ofNullable(faults.get(query.action())).map(Deque::poll);
    if (fault.isPresent() && fault.get() != Fault.ANSWER_LOST) {
      return Optional.of(query.refused(refusal(fault.get())));
    }
    StandInResponse answer = answer(query);
    return fault.isPresent() ? Optional.empty() : Optional.of(answer);
  }

  private static Refusal refusal(Fault fault) {
    return fault == Fault.THROTTLED
        ? new Refusal("Throttling", "Rate exceeded")
        : new Refusal(503, "ServiceUnavailable", "later");
  }

  private StandInResponse answer(Query query) {
    try {
      requireAllowed(query);
      return switch (query.version()) {
        case "2012-06-01" -> classic.answer(query);
        case "2015-12-01" -> groups.answer(query);
        default -> fleet.answer(query);
      };
    } catch (Refusal refusal) {
      return query.refused(refusal);
    }
  }

  /** Resources as in the Service Authorization Reference; reads have none. */
  private void requireAllowed(Query query) {
    if (policy.isEmpty()) {
      return;
    }
    String action = query.service() + ":" + query.action();
    String resource = "*";
    if (query.action().endsWith("Standby")) {
      resource =
          "arn:aws:autoscaling:%s:123456789012:autoScalingGroup:1:autoScalingGroupName/%s"
              .formatted(REGION, query.get("AutoScalingGroupName"));
    } else if (query.action().contains("egister")) {
      resource =
          query
              .find("TargetGroupArn")
              .orElseGet(
                  () ->
                      "arn:aws:elasticloadbalancing:%s:123456789012:loadbalancer/%s"
                          .formatted(REGION, query.get("LoadBalancerName")));
    }
    if (!policy.get().allows(action, resource, List.of())) {
      boolean ec2 = query.service().equals("ec2");
      throw new Refusal(
          403,
          ec2 ? "UnauthorizedOperation" : "AccessDenied",
          "User: arn:aws:iam::123456789012:user/least is not authorized to perform: %s on resource: %s"
              .formatted(action, resource));
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
