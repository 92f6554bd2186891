package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.ConnectionDraining;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancing.model.Instance;
import software.amazon.awssdk.services.elasticloadbalancing.model.InvalidInstanceException;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerNotFoundException;

/** The calls of classic Elastic Load Balancing that we make. Safe for use by several threads. */
final class ClassicApi {
  private static final String PREFIX = "elasticloadbalancing:";

  /** The largest page (API reference, DescribeLoadBalancers). */
  private static final int PAGE = 400;

  private final Supplier<ElasticLoadBalancingClient> client;
  private final AwsRetry retry;

  ClassicApi(Supplier<ElasticLoadBalancingClient> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /**
   * A load balancer.
   *
   * @param name its name
   * @param instances who is registered
   */
  record Description(String name, Set<String> instances) {
    Description {
      instances = Set.copyOf(instances);
    }
  }

  /** All of them. */
  List<Description> all() {
    AwsCall call =
        AwsCall.reading("list the classic load balancers", PREFIX + "DescribeLoadBalancers");
    DescribeLoadBalancersRequest request =
        DescribeLoadBalancersRequest.builder().pageSize(PAGE).build();
    List<Description> found = new ArrayList<>();
    @Nullable String marker = null;
    do {
      DescribeLoadBalancersRequest next = request.toBuilder().marker(marker).build();
      DescribeLoadBalancersResponse page =
          retry.run(call, earlier -> client.get().describeLoadBalancers(next));
      page.loadBalancerDescriptions().forEach(one -> found.add(description(one)));
      marker = page.nextMarker();
    } while (marker != null && !marker.isEmpty());
    return found;
  }

  /** The one of a name. */
  Optional<Description> find(String name) {
    AwsCall call =
        AwsCall.reading(
            "describe the classic load balancer " + name, PREFIX + "DescribeLoadBalancers");
    return retry.run(
        call,
        earlier -> {
          try {
            return client
                .get()
                .describeLoadBalancers(request -> request.loadBalancerNames(name))
                .loadBalancerDescriptions()
                .stream()
                .map(ClassicApi::description)
                .findFirst();
          } catch (LoadBalancerNotFoundException notFound) {
            return Optional.empty();
          }
        });
  }

  private static Description description(LoadBalancerDescription told) {
    return new Description(
        told.loadBalancerName(),
        told.instances().stream().map(Instance::instanceId).collect(Collectors.toSet()));
  }

  /**
   * What it says of all that are registered; the call knows no pages (API reference,
   * DescribeInstanceHealth).
   */
  List<Seen> health(String name) {
    AwsCall call =
        AwsCall.reading(
            "read the health of the instances of classic/" + name,
            PREFIX + "DescribeInstanceHealth");
    return of(
        name,
        call,
        service ->
            service
                .describeInstanceHealth(request -> request.loadBalancerName(name))
                .instanceStates()
                .stream()
                .map(ClassicStates::read)
                .flatMap(Optional::stream)
                .toList());
  }

  /** How long it lets connections drain; zero if it does not. */
  Duration draining(String name) {
    AwsCall call =
        AwsCall.reading(
            "read the attributes of classic/" + name, PREFIX + "DescribeLoadBalancerAttributes");
    return of(
        name,
        call,
        service ->
            delay(
                service
                    .describeLoadBalancerAttributes(request -> request.loadBalancerName(name))
                    .loadBalancerAttributes()
                    .connectionDraining()));
  }

  /** Without a time it is 300 seconds (API reference, ConnectionDraining). */
  private static Duration delay(@Nullable ConnectionDraining told) {
    if (told == null || !Boolean.TRUE.equals(told.enabled())) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(told.timeout() == null ? 300 : told.timeout());
  }

  /** Puts an instance in; one that is in it stays so. */
  void register(String name, String instance) {
    AwsCall call =
        AwsCall.changing(
            "register %s with classic/%s".formatted(instance, name),
            PREFIX + "RegisterInstancesWithLoadBalancer");
    change(
        name,
        call,
        service ->
            service.registerInstancesWithLoadBalancer(
                request -> request.loadBalancerName(name).instances(instance(instance))));
  }

  /**
   * Takes an instance out.
   *
   * @return false if the load balancer does not know it, which may mean that it is not in it
   */
  boolean deregister(String name, String instance) {
    AwsCall call =
        AwsCall.changing(
            "deregister %s from classic/%s".formatted(instance, name),
            PREFIX + "DeregisterInstancesFromLoadBalancer");
    return of(
        name,
        call,
        service -> {
          try {
            service.deregisterInstancesFromLoadBalancer(
                request -> request.loadBalancerName(name).instances(instance(instance)));
            return true;
          } catch (InvalidInstanceException unknown) {
            return false;
          }
        });
  }

  private static Instance instance(String id) {
    return Instance.builder().instanceId(id).build();
  }

  private void change(String name, AwsCall call, Consumer<ElasticLoadBalancingClient> request) {
    of(
        name,
        call,
        service -> {
          request.accept(service);
          return true;
        });
  }

  private <T> T of(String name, AwsCall call, Function<ElasticLoadBalancingClient, T> request) {
    return retry.run(
        call,
        earlier -> {
          try {
            return request.apply(client.get());
          } catch (LoadBalancerNotFoundException gone) {
            throw new UsageException(
                "there is no classic load balancer '%s' in this region and account any more. Take it out of elb.load-balancers, or make it again"
                    .formatted(name),
                gone);
          }
        });
  }
}
