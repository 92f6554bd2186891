package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.aws.Query.Refusal;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * EC2's DescribeInstances, by filters alone, and one Auto Scaling group. Guarded by its owner's
 * lock.
 */
final class FleetStandIn {
  private static final int FILTER_VALUES = 200;

  private final Map<String, Instance> instances = new TreeMap<>();
  private final Map<String, String> groups = new TreeMap<>();
  private final Map<String, Integer> desired = new TreeMap<>();
  private final Map<String, Integer> least = new TreeMap<>();
  private final Map<String, String> states = new TreeMap<>();
  private final int page;
  private int slow;

  FleetStandIn(int page) {
    this.page = page;
  }

  /** An instance with one network card. */
  record Instance(String state, String vpc, List<String> addresses, Map<String, String> tags) {
    static Instance running(String... addresses) {
      return new Instance("running", "vpc-1", List.of(addresses), Map.of());
    }

    Instance tagged(Map<String, String> newTags) {
      return new Instance(state, vpc, addresses, newTags);
    }

    Instance in(String newState) {
      return new Instance(
          newState, vpc, newState.equals("terminated") ? List.of() : addresses, tags);
    }

    Instance of(String newVpc) {
      return new Instance(state, newVpc, addresses, tags);
    }

    /** Those of the filters that the stand-in knows. */
    List<String> values(String id, String filter) {
      if (filter.startsWith("tag:")) {
        return Optional.ofNullable(tags.get(filter.substring(4))).stream().toList();
      }
      return switch (filter) {
        case "instance-id" -> List.of(id);
        case "instance-state-name" -> List.of(state);
        case "network-interface.addresses.private-ip-address" ->
            addresses.stream().filter(one -> !one.contains(":")).toList();
        case "network-interface.ipv6-addresses.ipv6-address" ->
            addresses.stream().filter(one -> one.contains(":")).toList();
        default -> throw new Refusal("InvalidParameterValue", "no such filter: " + filter);
      };
    }
  }

  void put(String id, Instance instance) {
    instances.put(id, instance);
  }

  Instance get(String id) {
    return Optional.ofNullable(instances.get(id)).orElseThrow();
  }

  void group(String instance, String name, int capacity) {
    groups.put(instance, name);
    states.put(instance, "InService");
    desired.put(name, capacity);
  }

  /** How many there are at least. */
  void least(String name, int size) {
    least.put(name, size);
  }

  /** How often it is still said to be on its way into standby. */
  void slow(int answers) {
    slow = answers;
  }

  void state(String instance, String state) {
    states.put(instance, state);
  }

  String state(String instance) {
    return states.getOrDefault(instance, "");
  }

  int capacity(String name) {
    return desired.getOrDefault(name, 0);
  }

  StandInResponse answer(Query query) {
    return switch (query.action()) {
      case "DescribeInstances" -> instances(query.knowing("Filter", "MaxResults", "NextToken"));
      case "DescribeAutoScalingInstances" -> scaled(query.knowing("InstanceIds"));
      case "DescribeAutoScalingGroups" -> scalingGroup(query.knowing("AutoScalingGroupNames"));
      case "EnterStandby" ->
          enter(
              query.knowing(
                  "AutoScalingGroupName", "InstanceIds", "ShouldDecrementDesiredCapacity"));
      case "ExitStandby" -> exit(query.knowing("AutoScalingGroupName", "InstanceIds"));
      default -> throw new Refusal("InvalidAction", "not known: " + query.action());
    };
  }

  private StandInResponse instances(Query query) {
    List<Filter> filters = filters(query);
    List<String> ids =
        instances.keySet().stream()
            .filter(
                id -> filters.stream().allMatch(one -> one.matches(get(id).values(id, one.name()))))
            .toList();
    int limit = Math.min(page, query.find("MaxResults").map(Integer::parseInt).orElse(1000));
    return query.ok(
        root -> {
          StringBuilder next = new StringBuilder();
          root.nested(
              "reservationSet",
              set ->
                  Query.page(
                      ids,
                      limit,
                      query.find("NextToken"),
                      id ->
                          set.nested(
                              "item",
                              reservation ->
                                  reservation.nested(
                                      "instancesSet",
                                      all -> all.nested("item", one -> write(one, id)))),
                      next::append));
          if (!next.isEmpty()) {
            root.element("nextToken", next);
          }
        });
  }

  /** A filter of a request: one of the patterns is to match one of the values. */
  private record Filter(String name, List<Pattern> patterns) {
    boolean matches(List<String> values) {
      return values.stream()
          .anyMatch(value -> patterns.stream().anyMatch(one -> one.matcher(value).matches()));
    }
  }

  private static List<Filter> filters(Query query) {
    List<String> names = query.all("Filter", ".Name");
    if (names.isEmpty()) {
      throw new Refusal("InvalidParameterValue", "the stand-in wants a filter");
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 1; i <= names.size(); i++) {
      List<String> wanted = query.all("Filter." + i + ".Value", "");
      if (wanted.size() > FILTER_VALUES) {
        throw new Refusal("FilterLimitExceeded", "more than 200 values of a filter");
      }
      filters.add(
          new Filter(names.get(i - 1), wanted.stream().map(FleetStandIn::pattern).toList()));
    }
    return filters;
  }

  /** {@code *} and {@code ?} are wildcards unless a backslash stands before them. */
  private static Pattern pattern(String wanted) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      if (c == '\\' && i + 1 < wanted.length()) {
        i++;
        pattern.append(Pattern.quote(String.valueOf(wanted.charAt(i))));
      } else {
        pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString());
  }

  private void write(Xml xml, String id) {
    Instance one = get(id);
    int code =
        switch (one.state()) {
          case "running" -> 16;
          case "shutting-down" -> 32;
          case "terminated" -> 48;
          case "stopped" -> 80;
          default -> throw new IllegalStateException(one.state());
        };
    xml.element("instanceId", id)
        .nested("instanceState", state -> state.element("code", code).element("name", one.state()));
    if (one.addresses().isEmpty()) {
      return;
    }
    one.addresses().stream()
        .filter(address -> !address.contains(":"))
        .findFirst()
        .ifPresent(address -> xml.element("privateIpAddress", address));
    xml.nested(
        "networkInterfaceSet",
        all ->
            all.nested(
                "item",
                card -> {
                  card.element("vpcId", one.vpc());
                  addresses(card, "privateIpAddressesSet", "privateIpAddress", one, false);
                  addresses(card, "ipv6AddressesSet", "ipv6Address", one, true);
                }));
  }

  private static void addresses(Xml card, String set, String name, Instance one, boolean v6) {
    card.nested(
        set,
        all ->
            one.addresses().stream()
                .filter(address -> address.contains(":") == v6)
                .forEach(address -> all.nested("item", item -> item.element(name, address))));
  }

  private StandInResponse scaled(Query query) {
    List<String> asked = new ArrayList<>(query.all("InstanceIds.member", ""));
    if (asked.isEmpty()) {
      throw new Refusal("ValidationError", "the stand-in wants ids");
    }
    asked.retainAll(groups.keySet());
    if (slow > 0) {
      slow--;
    } else {
      states.replaceAll(
          (id, state) ->
              switch (state) {
                case "EnteringStandby" -> "Standby";
                case "Pending" -> "InService";
                default -> state;
              });
    }
    return query.ok(
        result ->
            result.nested(
                "AutoScalingInstances",
                all ->
                    asked.forEach(
                        id ->
                            all.nested(
                                "member",
                                one ->
                                    one.element("InstanceId", id)
                                        .element("LifecycleState", state(id))
                                        .element(
                                            "AutoScalingGroupName",
                                            groups.getOrDefault(id, ""))))));
  }

  private StandInResponse scalingGroup(Query query) {
    List<String> asked = new ArrayList<>(query.all("AutoScalingGroupNames.member", ""));
    if (asked.isEmpty()) {
      throw new Refusal("ValidationError", "the stand-in wants names");
    }
    asked.retainAll(desired.keySet());
    return query.ok(
        result ->
            result.nested(
                "AutoScalingGroups",
                all ->
                    asked.forEach(
                        name ->
                            all.nested(
                                "member",
                                one ->
                                    one.element("AutoScalingGroupName", name)
                                        .element("MinSize", least.getOrDefault(name, 0))
                                        .element(
                                            "DesiredCapacity", desired.getOrDefault(name, 0))))));
  }

  private StandInResponse enter(Query query) {
    String group = query.get("AutoScalingGroupName");
    String id = scaledOne(query, "InService");
    if (!query.get("ShouldDecrementDesiredCapacity").equals("true")) {
      throw new Refusal("ValidationError", "another instance would be launched in its place");
    }
    if (capacity(group) - 1 < least.getOrDefault(group, 0)) {
      throw new Refusal(
          "ValidationError",
          "AutoScalingGroup %s has min-size=%d and desired-size=%d. To place into standby 1 instance, please update the AutoScalingGroup sizes appropriately."
              .formatted(group, least.getOrDefault(group, 0), capacity(group)));
    }
    desired.put(group, capacity(group) - 1);
    states.put(id, "EnteringStandby");
    return query.ok(result -> result.nested("Activities", all -> {}));
  }

  private StandInResponse exit(Query query) {
    String group = query.get("AutoScalingGroupName");
    String id = scaledOne(query, "Standby");
    desired.put(group, capacity(group) + 1);
    states.put(id, "Pending");
    return query.ok(result -> result.nested("Activities", all -> {}));
  }

  private String scaledOne(Query query, String expected) {
    List<String> ids = query.all("InstanceIds.member", "");
    if (ids.size() != 1 || !query.get("AutoScalingGroupName").equals(groups.get(ids.get(0)))) {
      throw new Refusal("ValidationError", ids + " is not part of Auto Scaling group");
    }
    if (!state(ids.get(0)).equals(expected)) {
      throw new Refusal(
          "ValidationError",
          "The instance %s is in %s, and not in %s"
              .formatted(ids.get(0), state(ids.get(0)), expected));
    }
    return ids.get(0);
  }
}
