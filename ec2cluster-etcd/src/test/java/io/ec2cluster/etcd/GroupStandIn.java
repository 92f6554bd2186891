package io.ec2cluster.etcd;

import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import io.ec2cluster.testing.standin.Xml;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A strict stand-in for one Auto Scaling group with a launch and a termination hook, and for EC2 as
 * far as its instances go, over HTTP for the real SDK. An instance waits in its hook until the hook
 * is completed (Auto Scaling User Guide, "Lifecycle hooks"); a completion or sign of life for one
 * that does not wait is refused in the service's words. Safe for use by several threads.
 */
final class GroupStandIn implements AutoCloseable {
  static final String NAME = "etcd-prod";
  private static final String AUTO_SCALING = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
  private static final String EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/";
  private static final Map<String, String> WAITING =
      Map.of("arrival", "Pending:Wait", "departure", "Terminating:Wait");

  private final StandInServer server = StandInServer.start(0, this::answer);
  private final Map<String, Instance> instances = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, String> faults = new HashMap<>();
  private int desired;

  /** An instance; without a life-cycle state it is not in the group. */
  private record Instance(String address, Optional<String> lifecycle, String state) {
    Instance in(String newLifecycle) {
      return new Instance(address, Optional.of(newLifecycle), state);
    }

    Instance out(String newState) {
      return new Instance(address, Optional.empty(), newState);
    }
  }

  Map<String, String> environment() {
    URI endpoint = server.endpoint();
    return Map.of(
        "AWS_ENDPOINT_URL_AUTO_SCALING", endpoint.toString(),
        "AWS_ENDPOINT_URL_EC2", endpoint.toString(),
        "AWS_REGION", "eu-west-1",
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test");
  }

  synchronized void desire(int capacity) {
    desired = capacity;
  }

  /** The group launches it: it waits in its hook. */
  synchronized void launch(String id, String address) {
    instances.put(id, new Instance(address, Optional.of("Pending:Wait"), "running"));
  }

  /** The group chooses it: it waits in its hook. */
  synchronized void terminate(String id) {
    instances.computeIfPresent(id, (key, one) -> one.in("Terminating:Wait"));
  }

  /** Somebody puts it into a state. */
  synchronized void put(String id, String lifecycle) {
    instances.computeIfPresent(id, (key, one) -> one.in(lifecycle));
  }

  /** Where in its life it is; empty once it is out of the group. */
  synchronized Optional<String> lifecycle(String id) {
    return Optional.ofNullable(instances.get(id)).flatMap(Instance::lifecycle);
  }

  /** The calls about hooks, such as {@code CompleteLifecycleAction departure i-1}. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The next call of an action fails so: {@code denied}, {@code down}, {@code answer lost}. */
  synchronized void fail(String action, String how) {
    faults.put(action, how);
  }

  private synchronized Optional<StandInResponse> answer(StandInRequest request) {
    Map<String, String> form = request.form();
    String action = form.getOrDefault("Action", "");
    String fault = String.valueOf(faults.remove(action));
    switch (fault) {
      case "denied" -> {
        return Optional.of(error(403, "AccessDenied", "User is not authorized"));
      }
      case "down" -> {
        return Optional.of(error(503, "ServiceUnavailable", "later"));
      }
      default -> {
        StandInResponse answer = answer(action, form);
        return fault.equals("answer lost") ? Optional.empty() : Optional.of(answer);
      }
    }
  }

  private StandInResponse answer(String action, Map<String, String> form) {
    return switch (action) {
      case "DescribeAutoScalingGroups" -> group();
      case "DescribeLifecycleHooks" -> hooks();
      case "DescribeInstances" -> describe(form);
      case "CompleteLifecycleAction", "RecordLifecycleActionHeartbeat" -> act(action, form);
      default -> error(400, "InvalidAction", "the stand-in does not answer " + action);
    };
  }

  private StandInResponse group() {
    return ok(
        "DescribeAutoScalingGroups",
        result ->
            result.nested(
                "AutoScalingGroups",
                groups ->
                    groups.nested(
                        "member",
                        group ->
                            group
                                .element("AutoScalingGroupName", NAME)
                                .element("DesiredCapacity", desired)
                                .nested("Instances", this::writeMembers))));
  }

  private void writeMembers(Xml xml) {
    instances.forEach(
        (id, one) ->
            one.lifecycle()
                .ifPresent(
                    state ->
                        xml.nested(
                            "member",
                            member ->
                                member
                                    .element("InstanceId", id)
                                    .element("LifecycleState", state))));
  }

  private static StandInResponse hooks() {
    return ok(
        "DescribeLifecycleHooks",
        result ->
            result.nested(
                "LifecycleHooks",
                hooks -> {
                  writeHook(hooks, "arrival", "LAUNCHING");
                  writeHook(hooks, "departure", "TERMINATING");
                }));
  }

  private static void writeHook(Xml hooks, String name, String transition) {
    hooks.nested(
        "member",
        hook ->
            hook.element("LifecycleHookName", name)
                .element("AutoScalingGroupName", NAME)
                .element("LifecycleTransition", "autoscaling:EC2_INSTANCE_" + transition)
                .element("HeartbeatTimeout", 300)
                .element("GlobalTimeout", 30000)
                .element("DefaultResult", "ABANDON"));
  }

  private StandInResponse act(String action, Map<String, String> form) {
    String id = form.getOrDefault("InstanceId", "");
    String hook = form.getOrDefault("LifecycleHookName", "");
    calls.add(action + " " + hook + " " + id);
    Instance one = instances.get(id);
    if (one == null || !one.lifecycle().equals(Optional.ofNullable(WAITING.get(hook)))) {
      return error(
          400, "ValidationError", "No active Lifecycle Action found with instance ID " + id);
    }
    if (action.equals("CompleteLifecycleAction")) {
      if (!"CONTINUE".equals(form.get("LifecycleActionResult"))) {
        return error(400, "ValidationError", "the stand-in is told CONTINUE");
      }
      instances.put(id, hook.equals("arrival") ? one.in("InService") : one.out("terminated"));
    }
    return ok(action, result -> {});
  }

  private StandInResponse describe(Map<String, String> form) {
    return new StandInResponse(
        200,
        Xml.document(
            "DescribeInstancesResponse",
            EC2,
            root -> root.nested("reservationSet", set -> writeReservations(set, form))));
  }

  private void writeReservations(Xml set, Map<String, String> form) {
    instances.forEach(
        (id, one) -> {
          if (form.containsValue(id)) {
            set.nested(
                "item",
                reservation ->
                    reservation.nested(
                        "instancesSet", all -> all.nested("item", xml -> write(xml, id, one))));
          }
        });
  }

  private static void write(Xml xml, String id, Instance one) {
    xml.element("instanceId", id);
    if (one.state().equals("running")) {
      xml.element("privateIpAddress", one.address());
    }
    int code = one.state().equals("running") ? 16 : 48;
    xml.nested("instanceState", state -> state.element("code", code).element("name", one.state()));
  }

  private static StandInResponse ok(String action, Consumer<Xml> result) {
    return new StandInResponse(
        200,
        Xml.document(
            action + "Response", AUTO_SCALING, root -> root.nested(action + "Result", result)));
  }

  private static StandInResponse error(int status, String code, String message) {
    return new StandInResponse(
        status,
        Xml.document(
            "ErrorResponse",
            AUTO_SCALING,
            root ->
                root.nested(
                        "Error",
                        error ->
                            error
                                .element("Type", "Sender")
                                .element("Code", code)
                                .element("Message", message))
                    .element("RequestId", UUID.randomUUID())));
  }

  @Override
  public void close() {
    server.close();
  }
}
