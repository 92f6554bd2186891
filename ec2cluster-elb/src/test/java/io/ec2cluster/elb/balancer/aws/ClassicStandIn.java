package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.elb.balancer.aws.Query.Refusal;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Classic load balancers. Who is registered is out of service for one look; who is deregistered is
 * told as {@code InService} until the test says that its connections have drained. Guarded by its
 * owner's lock.
 */
final class ClassicStandIn {
  private static final String NEW = "Instance registration is still in progress.";
  private static final String LEAVING = "Instance deregistration currently in progress.";

  private final Map<String, Map<String, State>> balancers = new TreeMap<>();
  private final Map<String, Optional<Integer>> draining = new TreeMap<>();
  private final int page;

  ClassicStandIn(int page) {
    this.page = page;
  }

  /** What it says of an instance. */
  record State(String state, String reason, String description) {
    static final State IN_SERVICE = new State("InService", "N/A", "N/A");
  }

  void create(String name, Optional<Integer> drain, List<String> instances) {
    Map<String, State> members = new LinkedHashMap<>();
    instances.forEach(id -> members.put(id, State.IN_SERVICE));
    balancers.put(name, members);
    draining.put(name, drain);
  }

  void delete(String name) {
    balancers.remove(name);
  }

  void put(String name, String instance, State state) {
    require(name).put(instance, state);
  }

  void drained() {
    balancers
        .values()
        .forEach(members -> members.values().removeIf(each -> each.description().equals(LEAVING)));
  }

  StandInResponse answer(Query query) {
    return switch (query.action()) {
      case "DescribeLoadBalancers" ->
          list(query.knowing("LoadBalancerNames", "Marker", "PageSize"));
      case "DescribeInstanceHealth" -> health(query.knowing("LoadBalancerName"));
      case "DescribeLoadBalancerAttributes" -> attributes(query.knowing("LoadBalancerName"));
      case "RegisterInstancesWithLoadBalancer" ->
          register(query.knowing("LoadBalancerName", "Instances"));
      case "DeregisterInstancesFromLoadBalancer" ->
          deregister(query.knowing("LoadBalancerName", "Instances"));
      default -> throw new Refusal("InvalidAction", "not known: " + query.action());
    };
  }

  private StandInResponse list(Query query) {
    List<String> asked = query.all("LoadBalancerNames.member", "");
    asked.forEach(this::require);
    List<String> names = asked.isEmpty() ? List.copyOf(balancers.keySet()) : asked;
    int limit = Math.min(page, query.find("PageSize").map(Integer::parseInt).orElse(400));
    return query.ok(
        result -> {
          StringBuilder next = new StringBuilder();
          result.nested(
              "LoadBalancerDescriptions",
              all ->
                  Query.page(
                      names,
                      limit,
                      query.find("Marker"),
                      name -> all.nested("member", one -> describe(one, name)),
                      next::append));
          if (!next.isEmpty()) {
            result.element("NextMarker", next);
          }
        });
  }

  /** Who drains is registered no longer. */
  private void describe(Xml xml, String name) {
    xml.element("LoadBalancerName", name)
        .nested(
            "Instances",
            all ->
                require(name)
                    .forEach(
                        (id, state) -> {
                          if (!state.description().equals(LEAVING)) {
                            all.nested("member", one -> one.element("InstanceId", id));
                          }
                        }));
  }

  private StandInResponse health(Query query) {
    Map<String, State> members = require(query.get("LoadBalancerName"));
    StandInResponse answer =
        query.ok(
            result ->
                result.nested(
                    "InstanceStates",
                    all -> members.forEach((id, state) -> all.nested("member", write(id, state)))));
    members.replaceAll((id, state) -> state.description().equals(NEW) ? State.IN_SERVICE : state);
    return answer;
  }

  private static Consumer<Xml> write(String id, State state) {
    return one ->
        one.element("InstanceId", id)
            .element("State", state.state())
            .element("ReasonCode", state.reason())
            .element("Description", state.description());
  }

  private StandInResponse attributes(Query query) {
    Optional<Integer> drain = draining.get(query.get("LoadBalancerName"));
    require(query.get("LoadBalancerName"));
    return query.ok(
        result ->
            result.nested(
                "LoadBalancerAttributes",
                all ->
                    all.nested(
                        "ConnectionDraining",
                        one ->
                            one.element("Enabled", drain != null && drain.isPresent())
                                .element("Timeout", drain == null ? 300 : drain.orElse(300)))));
  }

  private StandInResponse register(Query query) {
    Map<String, State> members = require(query.get("LoadBalancerName"));
    for (String id : query.all("Instances.member", ".InstanceId")) {
      if (!State.IN_SERVICE.equals(members.get(id))) {
        members.put(id, new State("OutOfService", "ELB", NEW));
      }
    }
    return query.ok(result -> {});
  }

  private StandInResponse deregister(Query query) {
    Map<String, State> members = require(query.get("LoadBalancerName"));
    List<String> ids = query.all("Instances.member", ".InstanceId");
    if (!members.keySet().containsAll(Set.copyOf(ids))) {
      throw new Refusal("InvalidInstance", "Could not find EC2 instance " + ids);
    }
    ids.forEach(id -> members.put(id, new State("InService", "N/A", LEAVING)));
    return query.ok(result -> {});
  }

  private Map<String, State> require(String name) {
    return Optional.ofNullable(balancers.get(name))
        .orElseThrow(
            () ->
                new Refusal(
                    "LoadBalancerNotFound",
                    "There is no ACTIVE Load Balancer named '" + name + "'"));
  }
}
