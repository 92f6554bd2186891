package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.internal.time.Pauses;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidCommandIdException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * The calls of SSM (Systems Manager, Run Command) that core makes.
 *
 * <p>SendCommand has no client token: sent twice it runs twice. So each command has a nonce in its
 * comment, and after an attempt without an answer the list of commands is asked for it, for a
 * while, because the list may be older than the command.
 */
final class SsmCommands {
  private static final String DOCUMENT = "AWS-RunShellScript";

  /** After that a command that was taken is in the list. */
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** How long the agent may take to fetch it: SSM takes no less than 30 seconds. */
  private static final Duration SHORTEST_DELIVERY = Duration.ofSeconds(30);

  private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(1);

  /** More than a node's clock may be wrong: a list that begins too late would hide the command. */
  private static final Duration SKEW = Duration.ofDays(1);

  private static final String NOBODYS_COMMAND = "00000000-0000-0000-0000-000000000000";

  private final Supplier<SsmClient> client;
  private final AwsRetry retry;
  private final Time time;
  private final RandomGenerator random;

  SsmCommands(Supplier<SsmClient> client, AwsRetry retry, Time time, RandomGenerator random) {
    this.client = client;
    this.retry = retry;
    this.time = time;
    this.random = random;
  }

  /**
   * Starts a command.
   *
   * @return its id
   * @throws EnvironmentException if it cannot be started; an id that SSM does not know among it
   */
  String send(SsmOrder order) {
    AwsCall call = AwsCall.changing("run " + order + " by SSM", "ssm:SendCommand");
    return retry
        .atMost(order.timeout())
        .run(
            call,
            earlier ->
                (earlier.open() ? awaitSent(order) : Optional.<String>empty())
                    .orElseGet(() -> sendOnce(order)));
  }

  /** The command of an attempt whose answer was lost, once the list shows it. */
  private Optional<String> awaitSent(SsmOrder order) {
    Pauses pauses = Pauses.betweenRequests(time, random, SETTLE);
    Optional<String> found = listed(order);
    while (found.isEmpty() && pause(pauses, order)) {
      found = listed(order);
    }
    return found;
  }

  private static boolean pause(Pauses pauses, SsmOrder order) {
    try {
      return pauses.pause();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException(
          "interrupted before it was known whether SSM runs " + order, interrupted);
    }
  }

  /**
   * The command of an order, if the list shows it now.
   *
   * @param patience how long the call is repeated
   * @throws EnvironmentException if it cannot be asked
   */
  Optional<String> findSent(SsmOrder order, Duration patience) {
    AwsCall call = AwsCall.reading("look whether SSM runs " + order, "ssm:ListCommands");
    return retry.atMost(patience).run(call, earlier -> listed(order));
  }

  private Optional<String> listed(SsmOrder order) {
    CommandFilter recent =
        CommandFilter.builder()
            .key(CommandFilterKey.INVOKED_AFTER)
            .value(order.begin().minus(SKEW).truncatedTo(ChronoUnit.SECONDS).toString())
            .build();
    ListCommandsRequest request =
        ListCommandsRequest.builder()
            .instanceId(order.member().instanceId())
            .filters(recent)
            .maxResults(50)
            .build();
    return client.get().listCommandsPaginator(request).commands().stream()
        .filter(command -> command.comment() != null && order.isMarked(command.comment()))
        .map(Command::commandId)
        .findFirst();
  }

  private String sendOnce(SsmOrder order) {
    String instanceId = order.member().instanceId();
    SendCommandRequest request =
        SendCommandRequest.builder()
            .documentName(DOCUMENT)
            .instanceIds(instanceId)
            .comment(order.comment())
            .timeoutSeconds(Math.toIntExact(delivery(order.timeout()).toSeconds()))
            .parameters(
                Map.of(
                    "commands", List.of(order.script()),
                    "executionTimeout", List.of(String.valueOf(order.seconds()))))
            .build();
    try {
      return client.get().sendCommand(request).command().commandId();
    } catch (InvalidInstanceIdException e) {
      throw new EnvironmentException(
          "SSM cannot run "
              + order
              + ": it does not know "
              + instanceId
              + " as a node that it manages in this account and region (InvalidInstanceId). Expected"
              + " a running instance whose SSM Agent runs and is registered: give its role the policy"
              + " AmazonSSMManagedInstanceCore, and look into"
              + " 'aws ssm describe-instance-information'. Nothing was run",
          e);
    }
  }

  /** Short, because what is delivered late would run when nobody waits for it any more. */
  private static Duration delivery(Duration timeout) {
    Duration least = timeout.compareTo(SHORTEST_DELIVERY) < 0 ? SHORTEST_DELIVERY : timeout;
    return least.compareTo(LONGEST_DELIVERY) > 0 ? LONGEST_DELIVERY : least;
  }

  /**
   * What became of a command; empty while SSM does not show it yet.
   *
   * @throws EnvironmentException if it cannot be asked
   */
  Optional<SsmInvocation> find(String id, SsmOrder order) {
    AwsCall call =
        AwsCall.reading(
            "ask SSM what became of command " + id + ", " + order, "ssm:GetCommandInvocation");
    return retry
        .atMost(order.timeout())
        .run(call, earlier -> findOnce(id, order.member().instanceId()));
  }

  private Optional<SsmInvocation> findOnce(String id, String instanceId) {
    try {
      return Optional.of(
          SsmInvocation.of(
              client
                  .get()
                  .getCommandInvocation(request -> request.commandId(id).instanceId(instanceId))));
    } catch (InvocationDoesNotExistException notYet) {
      return Optional.empty();
    }
  }

  /**
   * Lists commands of an instance for no other reason than to see whether that is allowed.
   *
   * @param patience how long the call is repeated
   * @throws EnvironmentException if it is not, or cannot be asked
   */
  void tryToList(String instanceId, Duration patience) {
    AwsCall call = AwsCall.reading("try whether commands can be listed", "ssm:ListCommands");
    retry
        .atMost(patience)
        .run(
            call,
            earlier ->
                client.get().listCommands(list -> list.instanceId(instanceId).maxResults(1)));
  }

  /**
   * The same by asking what became of a command that nobody has sent. SSM looks for it only once it
   * has allowed that.
   *
   * @throws EnvironmentException if it is not allowed, or cannot be asked
   */
  void tryToFollow(String instanceId, Duration patience) {
    AwsCall call =
        AwsCall.reading("try whether commands can be followed", "ssm:GetCommandInvocation");
    boolean unused = retry.atMost(patience).run(call, earlier -> isUnknown(instanceId));
  }

  private boolean isUnknown(String instanceId) {
    try {
      GetCommandInvocationResponse unused =
          client
              .get()
              .getCommandInvocation(
                  request -> request.commandId(NOBODYS_COMMAND).instanceId(instanceId));
      return false;
    } catch (InvocationDoesNotExistException
        | InvalidCommandIdException
        | InvalidInstanceIdException allowed) {
      return true;
    }
  }

  /**
   * Asks for the end of a command; asking again does no harm.
   *
   * @param patience how long the call is repeated
   * @throws EnvironmentException if it cannot be asked
   */
  void cancel(String id, SsmOrder order, Duration patience) {
    AwsCall call =
        AwsCall.changing("cancel command " + id + " of SSM, " + order, "ssm:CancelCommand");
    retry
        .atMost(patience)
        .run(
            call,
            earlier ->
                client
                    .get()
                    .cancelCommand(
                        request -> request.commandId(id).instanceIds(order.member().instanceId())));
  }
}
