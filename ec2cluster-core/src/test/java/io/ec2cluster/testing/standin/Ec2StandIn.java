package io.ec2cluster.testing.standin;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A strict stand-in for the part of EC2 that decides about life and death, on the loopback
 * interface, for the real SDK client: DescribeInstances (by ids, or by the filter {@code
 * instance-id}) and StopInstances. Unlike moto's, an instance is {@code stopping} until what the
 * test gave as its machine has really ended, and only then {@code stopped}. Everything else is
 * refused. A dry run is told whether it would be done, and does nothing. Any credentials will do.
 * Safe for use by several threads.
 */
public final class Ec2StandIn implements AutoCloseable {
  private final Map<String, String> states = new TreeMap<>();
  private final Consumer<String> powerOff;
  private final StandInServer server;
  private final ExecutorService machines =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "stand-in machine");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> stopped = new ArrayList<>();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private volatile Duration ahead = Duration.ZERO;

  private Ec2StandIn(Consumer<String> powerOff) {
    this.powerOff = powerOff;
    this.server = StandInServer.start(0, request -> Optional.of(dated(answer(request))));
  }

  /**
   * Starts one without instances on a free port.
   *
   * @param powerOff ends whatever runs on the instance of an id, in a thread of its own; the
   *     instance is {@code stopped} once it has returned
   */
  public static Ec2StandIn start(Consumer<String> powerOff) {
    return new Ec2StandIn(powerOff);
  }

  /** Where it listens, for {@code endpointOverride} or {@code AWS_ENDPOINT_URL_EC2}. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** Puts an instance into the state {@code running}: a new one, or one that is started again. */
  public synchronized void run(String instanceId) {
    states.put(instanceId, "running");
  }

  /** Forbids an action, {@code StopInstances}, to everybody. */
  public void deny(String action) {
    denied.add(action);
  }

  /** Sets its clock, which the header Date tells, before or (negative) behind this machine's. */
  public void clockAhead(Duration difference) {
    ahead = difference;
  }

  /** The state of an instance; empty if there is none of that id. */
  public synchronized Optional<String> state(String instanceId) {
    return Optional.ofNullable(states.get(instanceId));
  }

  /** The instances that StopInstances was accepted for, in that order. */
  public synchronized List<String> stopped() {
    return List.copyOf(stopped);
  }

  /** Stops listening; what is being stopped goes on to its end. */
  @Override
  public void close() {
    server.close();
    machines.shutdown();
  }

  private StandInResponse answer(StandInRequest request) {
    Map<String, String> form = form(request.body());
    try {
      authorize(form);
      return switch (form.getOrDefault("Action", "")) {
        case "DescribeInstances" -> describe(form);
        case "StopInstances" -> stop(form);
        default ->
            throw new Ec2Error(
                "InvalidAction", "the stand-in does not answer " + form.get("Action"));
      };
    } catch (Ec2Error error) {
      return error.response();
    }
  }

  private StandInResponse dated(StandInResponse answer) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).plus(ahead);
    return answer.with("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now));
  }

  /** EC2 API reference, "Common parameters" (DryRun) and "Error codes". */
  private void authorize(Map<String, String> form) {
    if (denied.contains(form.getOrDefault("Action", ""))) {
      throw new Ec2Error(
          403, "UnauthorizedOperation", "You are not authorized to perform this operation.");
    }
    if ("true".equals(form.get("DryRun"))) {
      throw new Ec2Error(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  private synchronized StandInResponse describe(Map<String, String> form) {
    List<String> ids = values(form, "InstanceId.");
    for (String id : ids) {
      require(id);
    }
    List<String> wanted = ids.isEmpty() ? filtered(form) : ids;
    return Ec2Error.ok(
        "DescribeInstancesResponse",
        root ->
            root.nested(
                "reservationSet",
                set -> wanted.forEach(id -> writeReservation(set, id, require(id)))));
  }

  private static void writeReservation(Xml set, String id, String state) {
    set.nested(
        "item",
        reservation ->
            reservation.nested(
                "instancesSet",
                instances ->
                    instances.nested(
                        "item",
                        instance ->
                            instance
                                .element("instanceId", id)
                                .nested("instanceState", inner -> writeState(inner, state)))));
  }

  /** Ids that do not exist match nothing; another filter would silently match everything. */
  private List<String> filtered(Map<String, String> form) {
    if (!"instance-id".equals(form.get("Filter.1.Name")) || form.containsKey("Filter.2.Name")) {
      throw new Ec2Error(
          "InvalidParameterValue", "the stand-in filters by instance-id alone: " + form.keySet());
    }
    return values(form, "Filter.1.Value.").stream().filter(states::containsKey).toList();
  }

  private synchronized StandInResponse stop(Map<String, String> form) {
    List<String> ids = values(form, "InstanceId.");
    if (ids.isEmpty()) {
      throw new Ec2Error("MissingParameter", "The request must contain the parameter InstanceId");
    }
    Map<String, String> before = new TreeMap<>();
    for (String id : ids) {
      before.put(id, require(id));
    }
    before.forEach(this::stop);
    return Ec2Error.ok(
        "StopInstancesResponse",
        root ->
            root.nested(
                "instancesSet",
                set ->
                    before.forEach(
                        (id, state) ->
                            set.nested(
                                "item",
                                item ->
                                    item.element("instanceId", id)
                                        .nested("currentState", now -> writeState(now, require(id)))
                                        .nested(
                                            "previousState", then -> writeState(then, state))))));
  }

  private void stop(String id, String state) {
    stopped.add(id);
    if (state.equals("running")) {
      states.put(id, "stopping");
      machines.execute(
          () -> {
            powerOff.accept(id);
            become(id);
          });
    }
  }

  private synchronized void become(String id) {
    states.put(id, "stopped");
  }

  private String require(String id) {
    return Optional.ofNullable(states.get(id))
        .orElseThrow(
            () ->
                new Ec2Error(
                    "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"));
  }

  /** The codes are those of the API reference, InstanceState. */
  private static void writeState(Xml xml, String state) {
    int code =
        switch (state) {
          case "running" -> 16;
          case "stopping" -> 64;
          case "stopped" -> 80;
          default -> throw new IllegalStateException(state);
        };
    xml.element("code", code).element("name", state);
  }

  private static List<String> values(Map<String, String> form, String prefix) {
    List<String> values = new ArrayList<>();
    for (int i = 1; form.containsKey(prefix + i); i++) {
      values.add(form.getOrDefault(prefix + i, ""));
    }
    return values;
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : body.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }
    return form;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
