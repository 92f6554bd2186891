package io.ec2cluster.aws;

import com.google.common.collect.Iterables;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.InstanceState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The calls of EC2 that core makes: instances by their ids, the role tag, the stop of one. */
final class Ec2Instances {
  static final String ROLE_TAG = "ec2cluster:role";

  /** Marks an instance that is never to become the primary. */
  static final String NO_PROMOTE_TAG = "ec2cluster:no-promote";

  private static final String NOT_FOUND = "InvalidInstanceID.NotFound";

  /** EC2's error for a change that the instance's present state forbids. */
  private static final String WRONG_STATE = "IncorrectInstanceState";

  /** How many values a filter may have (EC2 API reference, DescribeInstances). */
  private static final int FILTER_VALUES = 200;

  private final Supplier<Ec2Client> client;
  private final AwsRetry retry;

  Ec2Instances(Supplier<Ec2Client> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /** What EC2 says of one instance. */
  sealed interface Answer {
    /** EC2 knows it, in this state. */
    record Known(InstanceStateName state) implements Answer {}

    /** EC2's own error for an id that it does not know (any more, or yet, or here). */
    record NotFound() implements Answer {}

    /** Neither: an answer without the instance. */
    record Unclear() implements Answer {}
  }

  /**
   * Asks for one instance.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  Answer describe(String instanceId) {
    AwsCall call =
        AwsCall.reading("ask EC2 for the state of " + instanceId, "ec2:DescribeInstances");
    return retry.run(call, earlier -> describeOnce(instanceId));
  }

  /**
   * Asks for many instances, 200 a request. A filter, because one id that EC2 does not know makes a
   * request by ids fail as a whole; who is not known is left out.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  Map<String, InstanceState> describe(Set<String> instanceIds) {
    Map<String, InstanceState> found = new HashMap<>();
    for (List<String> chunk : Iterables.partition(new TreeSet<>(instanceIds), FILTER_VALUES)) {
      Filter byId = Filter.builder().name("instance-id").values(chunk).build();
      @Nullable String page = null;
      do {
        DescribeInstancesResponse response = page(byId, page, chunk);
        response.reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            // A '*' in an id would be a wildcard of the filter.
            .filter(instance -> instanceIds.contains(instance.instanceId()))
            .filter(instance -> instance.state() != null)
            .forEach(instance -> found.put(instance.instanceId(), state(instance)));
        page = response.nextToken();
      } while (page != null && !page.isEmpty());
    }
    return Map.copyOf(found);
  }

  private DescribeInstancesResponse page(Filter byId, @Nullable String token, List<String> ids) {
    AwsCall call = AwsCall.reading("ask EC2 for the states of " + ids, "ec2:DescribeInstances");
    DescribeInstancesRequest request =
        DescribeInstancesRequest.builder().filters(byId).nextToken(token).build();
    return retry.run(call, earlier -> client.get().describeInstances(request));
  }

  private static InstanceState state(Instance instance) {
    boolean noPromote =
        instance.tags().stream()
            .anyMatch(tag -> NO_PROMOTE_TAG.equals(tag.key()) && !"false".equals(tag.value()));
    return new InstanceState(
        instance.state().nameAsString(), lifeOf(instance.state().name()), noPromote);
  }

  /** What a state proves: an instance that is terminated never runs again. */
  static OwnerLife lifeOf(InstanceStateName state) {
    return switch (state) {
      case TERMINATED -> OwnerLife.DEAD;
      case STOPPED -> OwnerLife.STOPPED;
      default -> OwnerLife.NOT_PROVEN;
    };
  }

  /**
   * Asks EC2 to stop an instance; asking again does no harm.
   *
   * @param force without waiting for its operating system
   * @return false if its state does not allow that now ({@code pending}, {@code shutting-down}):
   *     look again
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  boolean stop(String instanceId, boolean force) {
    AwsCall call =
        AwsCall.changing((force ? "force-stop " : "stop ") + instanceId, "ec2:StopInstances");
    return retry.run(call, earlier -> stopOnce(instanceId, force));
  }

  private boolean stopOnce(String instanceId, boolean force) {
    try {
      client.get().stopInstances(request -> request.instanceIds(instanceId).force(force));
      return true;
    } catch (Ec2Exception e) {
      if (AwsFailure.code(e).equals(WRONG_STATE)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Sets the role tag.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be set
   */
  void tagRole(String instanceId, Role role) {
    Tag tag = Tag.builder().key(ROLE_TAG).value(role.label()).build();
    AwsCall call =
        AwsCall.changing(
            "tag " + instanceId + " " + ROLE_TAG + "=" + role.label(), "ec2:CreateTags");
    retry.run(
        call,
        earlier -> client.get().createTags(request -> request.resources(instanceId).tags(tag)));
  }

  private Answer describeOnce(String instanceId) {
    List<Instance> found;
    try {
      found =
          client
              .get()
              .describeInstances(request -> request.instanceIds(instanceId))
              .reservations()
              .stream()
              .flatMap(reservation -> reservation.instances().stream())
              .filter(instance -> instanceId.equals(instance.instanceId()))
              .toList();
    } catch (Ec2Exception e) {
      if (AwsFailure.code(e).equals(NOT_FOUND)) {
        return new Answer.NotFound();
      }
      throw e;
    }
    return found.stream()
        .findFirst()
        .flatMap(instance -> Optional.ofNullable(instance.state()))
        .<Answer>map(state -> new Answer.Known(state.name()))
        .orElseGet(Answer.Unclear::new);
  }
}
