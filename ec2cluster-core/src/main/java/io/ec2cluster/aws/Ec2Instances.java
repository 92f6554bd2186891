package io.ec2cluster.aws;

import io.ec2cluster.role.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The calls of EC2 that core makes: one instance by its id, and its role tag. */
final class Ec2Instances {
  static final String ROLE_TAG = "ec2cluster:role";

  private static final String NOT_FOUND = "InvalidInstanceID.NotFound";

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
