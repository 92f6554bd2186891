package io.ec2cluster.testing.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ec2cluster.Time;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strict stand-in for Run Command of SSM (AWS Systems Manager) on the loopback interface, for the
 * real SDK client: SendCommand of AWS-RunShellScript, GetCommandInvocation, ListCommands and
 * CancelCommand; everything else is refused. Commands really run, as processes of {@code /bin/sh}
 * on this machine, and are killed when it is closed. GetCommandInvocation gives a command that runs
 * 0.2 s of real time to end, so that a test's clock does not leap past it. Any credentials will do.
 * Safe for use by several threads.
 */
public final class SsmStandIn implements AutoCloseable {
  private static final String SERVICE = "AmazonSSM.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SsmCommands commands;
  private final StandInServer server;
  private final Map<String, Deque<SsmFault>> faults = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private Optional<IamPolicy> policy = Optional.empty();

  private SsmStandIn(Time time) {
    this.commands = new SsmCommands(time);
    this.server = StandInServer.start(0, this::answer);
  }

  /**
   * Starts one without nodes on a free port.
   *
   * @param time the clock by which deliveries and commands are overdue
   */
  public static SsmStandIn start(Time time) {
    return new SsmStandIn(time);
  }

  /** Where it listens, for {@code endpointOverride} or {@code AWS_ENDPOINT_URL_SSM}. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** What an SDK client needs to meet it. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_SSM", endpoint().toString(),
        "AWS_ACCESS_KEY_ID", "testing",
        "AWS_SECRET_ACCESS_KEY", "testing",
        "AWS_REGION", "eu-west-1");
  }

  /** Registers an instance, or replaces it. */
  public void register(String instanceId, SsmNode node) {
    commands.register(instanceId, node);
  }

  /** The next requests of an action meet these, one each, after those that are due. */
  public synchronized void fail(String action, SsmFault... how) {
    faults.computeIfAbsent(action, key -> new ArrayDeque<>()).addAll(List.of(how));
  }

  /** From now on every command ends at once as a status says, without being run. */
  public void endAs(String status, String details) {
    commands.endAs(status, details);
  }

  /** From now on nothing else is allowed. */
  public synchronized void allow(IamPolicy only) {
    policy = Optional.of(only);
  }

  /** The actions that were asked for, those that went wrong included. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The scripts that were taken, in that order. */
  public List<String> scripts() {
    return commands.scripts();
  }

  /** How every command ended, or its present status, in the order in which they were taken. */
  public List<String> statuses() {
    return commands.statuses();
  }

  /** Stops listening and kills what runs. */
  @Override
  public void close() {
    server.close();
    commands.close();
  }

  private Optional<StandInResponse> answer(StandInRequest request) {
    try {
      String action = action(request);
      Optional<SsmFault> fault = arrived(action);
      refuse(fault);
      JsonNode body = body(request);
      policy().ifPresent(only -> SsmPermissions.check(only, action, body));
      JsonNode answer = answer(action, body, fault.filter(SsmFault.STALE::equals).isPresent());
      return fault.filter(SsmFault.ANSWER_LOST::equals).isPresent()
          ? Optional.empty()
          : Optional.of(new StandInResponse(200, answer.toString()));
    } catch (SsmError error) {
      return Optional.of(error.response());
    } catch (LostBefore lost) {
      return Optional.empty();
    }
  }

  private JsonNode answer(String action, JsonNode body, boolean stale) {
    return switch (action) {
      case "SendCommand" -> commands.send(body);
      case "GetCommandInvocation" -> commands.invocation(body, stale);
      case "ListCommands" -> commands.list(body, stale);
      case "CancelCommand" -> commands.cancel(body);
      default ->
          throw new SsmError("UnknownOperationException", "the stand-in does not answer " + action);
    };
  }

  private synchronized Optional<SsmFault> arrived(String action) {
    calls.add(action);
    return Optional.ofNullable(faults.get(action)).map(Deque::poll);
  }

  private synchronized Optional<IamPolicy> policy() {
    return policy;
  }

  private static void refuse(Optional<SsmFault> fault) {
    if (fault.filter(SsmFault.THROTTLED::equals).isPresent()) {
      throw new SsmError("ThrottlingException", "Rate exceeded");
    }
    if (fault.filter(SsmFault.INTERNAL_ERROR::equals).isPresent()) {
      throw new SsmError(500, "InternalServerError", "An error occurred on the server side.");
    }
    if (fault.filter(SsmFault.LOST_BEFORE::equals).isPresent()) {
      throw new LostBefore();
    }
  }

  /** JSON 1.1: POST to the root, the action in a header. */
  private static String action(StandInRequest request) {
    String target = request.headers().getOrDefault("x-amz-target", "");
    boolean known =
        request.method().equals("POST")
            && request.path().equals("/")
            && target.startsWith(SERVICE)
            && request
                .headers()
                .getOrDefault("content-type", "")
                .equals("application/x-amz-json-1.1");
    if (!known) {
      throw new SsmError("UnknownOperationException", "no request of SSM: " + request);
    }
    return target.substring(SERVICE.length());
  }

  private static JsonNode body(StandInRequest request) {
    try {
      return JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new SsmError("SerializationException", String.valueOf(e.getMessage()));
    }
  }

  /** A request that did not arrive. */
  private static final class LostBefore extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
