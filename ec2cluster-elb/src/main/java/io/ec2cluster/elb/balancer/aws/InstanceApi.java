package io.ec2cluster.elb.balancer.aws;

import com.google.common.collect.Iterables;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * What EC2 knows of instances, always by filters, all pages: one unknown id makes a request by ids
 * fail as a whole. Safe for use by several threads.
 */
final class InstanceApi {
  /** How many values a filter may have (EC2 API reference, DescribeInstances). */
  private static final int FILTER_VALUES = 200;

  /** The largest page. */
  private static final int PAGE = 1000;

  private final Supplier<Ec2Client> client;
  private final AwsRetry retry;

  InstanceApi(Supplier<Ec2Client> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /**
   * Those of these ids whose state is {@code terminated}. EC2 forgets them about an hour later: one
   * that it does not know proves nothing.
   */
  Set<String> terminated(Set<String> ids) {
    Set<String> real = instancesAmong(ids);
    return of("instance-id", real, "the states of " + real).stream()
        .filter(instance -> instance.state() != null)
        .filter(instance -> instance.state().name() == InstanceStateName.TERMINATED)
        .map(Instance::instanceId)
        .filter(real::contains)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Those of these ids that EC2 does not know; addresses are none of its ids. */
  Set<String> forgotten(Set<String> ids) {
    Set<String> left = instancesAmong(ids);
    of("instance-id", Set.copyOf(left), "the states of " + left).stream()
        .map(Instance::instanceId)
        .forEach(left::remove);
    return Set.copyOf(left);
  }

  /**
   * The private addresses of these instances. What is no instance's id is an address itself: so
   * target groups know what EC2 does not.
   */
  Map<String, String> addresses(Set<String> ids) {
    Map<String, String> found = new TreeMap<>();
    Set<String> real = instancesAmong(ids);
    ids.stream().filter(id -> !real.contains(id)).forEach(id -> found.put(id, id));
    for (Instance instance : of("instance-id", real, "the addresses of " + real)) {
      Optional.ofNullable(instance.privateIpAddress())
          .or(() -> Optional.ofNullable(instance.ipv6Address()))
          .ifPresent(address -> found.put(instance.instanceId(), address));
    }
    return Map.copyOf(found);
  }

  private static Set<String> instancesAmong(Set<String> ids) {
    return ids.stream()
        .filter(id -> id.startsWith("i-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The instances that have one of these values, 200 a request.
   *
   * @param filter the filter's name
   * @param values literally; a {@code *} stands for itself
   */
  List<Instance> of(String filter, Collection<String> values, String what) {
    List<Instance> found = new ArrayList<>();
    for (List<String> some : Iterables.partition(values, FILTER_VALUES)) {
      found.addAll(all(List.of(filter(filter, some)), what));
    }
    return found;
  }

  /** How many run that have all of these tags. */
  long running(Map<String, String> tags) {
    List<Filter> filters = new ArrayList<>();
    filters.add(filter("instance-state-name", List.of("running")));
    tags.forEach((key, value) -> filters.add(filter("tag:" + key, List.of(value))));
    return all(filters, "the running instances with the tags " + tags).stream()
        .map(Instance::instanceId)
        .distinct()
        .count();
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder()
        .name(name)
        .values(values.stream().map(InstanceApi::literal).toList())
        .build();
  }

  /** Wildcards of a filter are {@code *} and {@code ?}, escaped by a backslash (EC2 User Guide). */
  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  private List<Instance> all(List<Filter> filters, String what) {
    AwsCall call = AwsCall.reading("ask EC2 for " + what, "ec2:DescribeInstances");
    List<Instance> found = new ArrayList<>();
    @Nullable String token = null;
    do {
      DescribeInstancesRequest request =
          DescribeInstancesRequest.builder()
              .filters(filters)
              .maxResults(PAGE)
              .nextToken(token)
              .build();
      DescribeInstancesResponse page =
          retry.run(call, earlier -> client.get().describeInstances(request));
      page.reservations().forEach(reservation -> found.addAll(reservation.instances()));
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return found;
  }
}
