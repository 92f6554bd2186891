package io.ec2cluster.testing.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ec2cluster.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The nodes and commands of the stand-in, and its answers. Safe for use by several threads. */
final class SsmCommands {
  /** API reference, SendCommand. */
  private static final Pattern INSTANCE = Pattern.compile("(^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)");

  /** The document AWS-RunShellScript, {@code executionTimeout}. */
  private static final Pattern EXECUTION =
      Pattern.compile(
          "([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)");

  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final int PAGE = 2;

  private final Time time;
  private final Map<String, SsmNode> nodes = new HashMap<>();
  private final List<SsmCommand> commands = new ArrayList<>();
  private Optional<End> end = Optional.empty();

  private record End(String status, String details) {}

  SsmCommands(Time time) {
    this.time = time;
  }

  synchronized void register(String instanceId, SsmNode node) {
    nodes.put(instanceId, node);
  }

  synchronized void endAs(String status, String details) {
    end = Optional.of(new End(status, details));
  }

  synchronized List<String> scripts() {
    return commands.stream().map(SsmCommand::script).toList();
  }

  synchronized List<String> statuses() {
    return commands.stream().map(SsmCommand::details).toList();
  }

  synchronized void close() {
    commands.forEach(SsmCommand::cancel);
  }

  synchronized JsonNode send(JsonNode body) {
    requireKnown(body, "DocumentName", "InstanceIds", "Comment", "TimeoutSeconds", "Parameters");
    if (!text(body, "DocumentName").equals("AWS-RunShellScript")) {
      throw new SsmError("InvalidDocument", "the stand-in has AWS-RunShellScript alone");
    }
    if (text(body, "Comment").length() > 100) {
      throw SsmError.validation("Member must have length less than or equal to 100");
    }
    int delivery = body.path("TimeoutSeconds").asInt(3600);
    if (delivery < 30 || delivery > 2_592_000) {
      throw SsmError.validation("Member must have value greater than or equal to 30");
    }
    String instanceId = instanceId(body);
    JsonNode parameters = body.path("Parameters");
    requireKnown(parameters, "commands", "executionTimeout");
    String script = String.join("\n", texts(parameters.path("commands")).toList());
    String execution = texts(parameters.path("executionTimeout")).findFirst().orElse("3600");
    if (script.isEmpty() || script.contains("{{") || !EXECUTION.matcher(execution).matches()) {
      // A word in braces is the name of a parameter, of which there is none here.
      throw new SsmError("InvalidParameters", "commands or executionTimeout: " + parameters);
    }
    SsmNode node = Optional.ofNullable(nodes.get(instanceId)).orElseThrow(SsmCommands::unknown);
    SsmCommand command =
        new SsmCommand(
            UUID.randomUUID().toString(),
            instanceId,
            text(body, "Comment"),
            script,
            Duration.ofSeconds(delivery),
            Duration.ofSeconds(Long.parseLong(execution)),
            time);
    commands.add(command);
    begin(command, node);
    return object().set("Command", described(command));
  }

  private static SsmError unknown() {
    return new SsmError("InvalidInstanceId", "Instances not in a valid state for account");
  }

  private void begin(SsmCommand command, SsmNode node) {
    if (end.isPresent()) {
      command.become(end.get().status(), end.get().details());
      return;
    }
    switch (node.agent()) {
      case RUNNING -> command.start(node);
      case LOST -> command.become("Failed", "Undeliverable");
      case SILENT -> {
        // Nobody fetches it.
      }
    }
  }

  synchronized JsonNode invocation(JsonNode body, boolean stale) {
    requireKnown(body, "CommandId", "InstanceId");
    SsmCommand command =
        find(text(body, "CommandId"))
            .filter(found -> found.instanceId().equals(text(body, "InstanceId")))
            .filter(found -> !stale)
            .orElseThrow(() -> new SsmError("InvocationDoesNotExist", ""));
    command.look(MOMENT);
    return object()
        .put("CommandId", command.id())
        .put("InstanceId", command.instanceId())
        .put("Comment", command.comment())
        .put("Status", command.status())
        .put("StatusDetails", command.details())
        .put("ResponseCode", command.responseCode())
        .put("StandardOutputContent", command.output())
        .put("StandardErrorContent", command.errors());
  }

  /** Two on a page; the order is not documented: here the oldest come first. */
  synchronized JsonNode list(JsonNode body, boolean stale) {
    requireKnown(body, "InstanceId", "Filters", "MaxResults", "NextToken");
    if (body.path("MaxResults").asInt(50) > 50) {
      throw SsmError.validation("Member must have value less than or equal to 50");
    }
    String instanceId = text(body, "InstanceId");
    Instant after = invokedAfter(body.path("Filters"));
    List<SsmCommand> found =
        commands.stream()
            .limit(stale ? commands.size() - 1L : commands.size())
            .filter(command -> command.instanceId().equals(instanceId))
            .filter(command -> command.requested().isAfter(after))
            .toList();
    int from = body.path("NextToken").asInt(0);
    int to = Math.min(found.size(), from + PAGE);
    ObjectNode answer = object();
    ArrayNode page = answer.putArray("Commands");
    found.subList(from, to).forEach(command -> page.add(described(command)));
    return to < found.size() ? answer.put("NextToken", String.valueOf(to)) : answer;
  }

  private static Instant invokedAfter(JsonNode filters) {
    if (filters.isMissingNode()) {
      return Instant.MIN;
    }
    if (filters.size() != 1 || !text(filters.get(0), "key").equals("InvokedAfter")) {
      throw new SsmError("InvalidFilterKey", "the stand-in filters by InvokedAfter alone");
    }
    try {
      return Instant.parse(text(filters.get(0), "value"));
    } catch (DateTimeParseException e) {
      throw SsmError.validation("no time: " + filters);
    }
  }

  synchronized JsonNode cancel(JsonNode body) {
    requireKnown(body, "CommandId", "InstanceIds");
    SsmCommand command =
        find(text(body, "CommandId"))
            .orElseThrow(() -> new SsmError("InvalidCommandId", text(body, "CommandId")));
    if (!instanceId(body).equals(command.instanceId())) {
      throw unknown();
    }
    command.cancel();
    return object();
  }

  private Optional<SsmCommand> find(String id) {
    return commands.stream().filter(command -> command.id().equals(id)).findFirst();
  }

  private static ObjectNode described(SsmCommand command) {
    return object()
        .put("CommandId", command.id())
        .put("DocumentName", "AWS-RunShellScript")
        .put("Comment", command.comment())
        .put("RequestedDateTime", command.requested().toEpochMilli() / 1000.0)
        .put("Status", command.status());
  }

  private static String instanceId(JsonNode body) {
    List<String> ids = texts(body.path("InstanceIds")).toList();
    if (ids.size() != 1 || !INSTANCE.matcher(ids.get(0)).matches()) {
      throw SsmError.validation("InstanceIds: the stand-in takes one id at a time: " + ids);
    }
    return ids.get(0);
  }

  /** What is not understood here must not pass as if it were. */
  private static void requireKnown(JsonNode object, String... known) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    names.removeAll(Set.of(known));
    if (!names.isEmpty()) {
      throw SsmError.validation("the stand-in does not know " + names);
    }
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).asText();
  }

  private static Stream<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
