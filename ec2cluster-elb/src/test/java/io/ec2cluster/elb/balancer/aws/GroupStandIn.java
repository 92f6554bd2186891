package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.aws.Query.Refusal;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Target groups. Who is registered is {@code initial} for one look; who is deregistered is {@code
 * draining} for five, or until the test says that its connections have drained. Guarded by its
 * owner's lock.
 */
final class GroupStandIn {
  private static final String DRAINING = "draining";
  private static final int LOOKS = 5;

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<TargetKey, Integer> looks = new HashMap<>();
  private final int page;

  GroupStandIn(int page) {
    this.page = page;
  }

  /** A target: what it was registered with. */
  record TargetKey(String id, int port, Optional<String> zone) {}

  /** What is said of a target. */
  record Health(String state, String reason, String description, String override) {
    static final Health HEALTHY = new Health("healthy", "", "", "");

    static Health of(String state, String reason) {
      return new Health(state, reason, "", "");
    }
  }

  /** How a group is made. */
  record Form(
      String name, int port, String type, String addressType, String protocol, boolean used) {
    static Form of(String name, String type) {
      return new Form(name, 80, type, "ipv4", "HTTP", true);
    }
  }

  private record Group(Form form, Map<TargetKey, Health> targets, OptionalInt delay) {}

  static String arn(String name) {
    return "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/"
        + name
        + "/73e2d6bc24d8a067";
  }

  void create(Form form, OptionalInt delay) {
    groups.put(arn(form.name()), new Group(form, new LinkedHashMap<>(), delay));
  }

  void put(String name, TargetKey target, Health health) {
    require(arn(name)).targets().put(target, health);
  }

  /** Who is in a group, in whatever state. */
  List<TargetKey> targets(String name) {
    return List.copyOf(require(arn(name)).targets().keySet());
  }

  void drained() {
    groups
        .values()
        .forEach(group -> group.targets().values().removeIf(one -> one.state().equals(DRAINING)));
  }

  StandInResponse answer(Query query) {
    return switch (query.action()) {
      case "DescribeTargetGroups" ->
          list(query.knowing("TargetGroupArns", "Names", "Marker", "PageSize"));
      case "DescribeTargetHealth" -> health(query.knowing("TargetGroupArn"));
      case "DescribeTargetGroupAttributes" -> attributes(query.knowing("TargetGroupArn"));
      case "RegisterTargets" -> register(query.knowing("TargetGroupArn", "Targets"));
      case "DeregisterTargets" -> deregister(query.knowing("TargetGroupArn", "Targets"));
      default -> throw new Refusal("InvalidAction", "not known: " + query.action());
    };
  }

  private StandInResponse list(Query query) {
    List<String> asked = new ArrayList<>(query.all("TargetGroupArns.member", ""));
    query.all("Names.member", "").forEach(name -> asked.add(arn(name)));
    asked.forEach(this::require);
    List<String> arns = asked.isEmpty() ? List.copyOf(groups.keySet()) : asked;
    int limit = Math.min(page, query.find("PageSize").map(Integer::parseInt).orElse(400));
    return query.ok(
        result -> {
          StringBuilder next = new StringBuilder();
          result.nested(
              "TargetGroups",
              all ->
                  Query.page(
                      arns,
                      limit,
                      query.find("Marker"),
                      arn -> all.nested("member", one -> describe(one, arn)),
                      next::append));
          if (!next.isEmpty()) {
            result.element("NextMarker", next);
          }
        });
  }

  private void describe(Xml xml, String arn) {
    Form form = require(arn).form();
    xml.element("TargetGroupArn", arn)
        .element("TargetGroupName", form.name())
        .element("TargetType", form.type())
        .element("Protocol", form.protocol())
        .element("IpAddressType", form.addressType());
    if (!form.type().equals("lambda")) {
      xml.element("Port", form.port()).element("VpcId", "vpc-1");
    }
    xml.nested(
        "LoadBalancerArns",
        all -> {
          if (form.used()) {
            all.element("member", "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1");
          }
        });
  }

  private StandInResponse health(Query query) {
    Map<TargetKey, Health> targets = require(query.get("TargetGroupArn")).targets();
    StandInResponse answer =
        query.ok(
            result ->
                result.nested(
                    "TargetHealthDescriptions",
                    all ->
                        targets.forEach(
                            (key, health) ->
                                all.nested("member", one -> write(one, key, health)))));
    targets.replaceAll((key, health) -> health.state().equals("initial") ? Health.HEALTHY : health);
    targets
        .entrySet()
        .removeIf(
            each ->
                each.getValue().state().equals(DRAINING)
                    && looks.merge(each.getKey(), 1, Integer::sum) >= LOOKS);
    return answer;
  }

  private static void write(Xml xml, TargetKey key, Health health) {
    xml.nested(
        "Target",
        target -> {
          target.element("Id", key.id()).element("Port", key.port());
          key.zone().ifPresent(zone -> target.element("AvailabilityZone", zone));
        });
    xml.nested(
        "TargetHealth",
        one -> {
          one.element("State", health.state());
          if (!health.reason().isEmpty()) {
            one.element("Reason", health.reason());
          }
          if (!health.description().isEmpty()) {
            one.element("Description", health.description());
          }
        });
    if (!health.override().isEmpty()) {
      xml.nested("AdministrativeOverride", one -> one.element("State", health.override()));
    }
  }

  private StandInResponse attributes(Query query) {
    OptionalInt delay = require(query.get("TargetGroupArn")).delay();
    return query.ok(
        result ->
            result.nested(
                "Attributes",
                all -> {
                  all.nested(
                      "member",
                      one -> one.element("Key", "stickiness.enabled").element("Value", "false"));
                  delay.ifPresent(
                      seconds ->
                          all.nested(
                              "member",
                              one ->
                                  one.element("Key", "deregistration_delay.timeout_seconds")
                                      .element("Value", seconds)));
                }));
  }

  private StandInResponse register(Query query) {
    Group group = require(query.get("TargetGroupArn"));
    for (TargetKey key : keys(query, group)) {
      if (!key.id().startsWith("i-") && group.form().type().equals("instance")) {
        throw new Refusal("InvalidTarget", "Instance ID '" + key.id() + "' is not valid");
      }
      if (key.zone().isPresent() && group.form().type().equals("instance")) {
        throw new Refusal("ValidationError", "You cannot specify an Availability Zone");
      }
      if (!Health.HEALTHY.equals(group.targets().get(key))) {
        group.targets().put(key, Health.of("initial", "Elb.RegistrationInProgress"));
      }
    }
    return query.ok(result -> {});
  }

  private StandInResponse deregister(Query query) {
    Group group = require(query.get("TargetGroupArn"));
    List<TargetKey> keys = keys(query, group);
    if (!group.targets().keySet().containsAll(keys)) {
      throw new Refusal("InvalidTarget", "The following targets are not registered: " + keys);
    }
    looks.keySet().removeAll(keys);
    keys.forEach(
        key -> group.targets().put(key, Health.of(DRAINING, "Target.DeregistrationInProgress")));
    return query.ok(result -> {});
  }

  private static List<TargetKey> keys(Query query, Group group) {
    List<TargetKey> keys = new ArrayList<>();
    List<String> ids = query.all("Targets.member", ".Id");
    for (int i = 1; i <= ids.size(); i++) {
      String each = "Targets.member." + i;
      int port = query.find(each + ".Port").map(Integer::parseInt).orElse(group.form().port());
      keys.add(new TargetKey(ids.get(i - 1), port, query.find(each + ".AvailabilityZone")));
    }
    return keys;
  }

  private Group require(String arn) {
    return Optional.ofNullable(groups.get(arn))
        .orElseThrow(
            () -> new Refusal("TargetGroupNotFound", "One or more target groups not found"));
  }
}
