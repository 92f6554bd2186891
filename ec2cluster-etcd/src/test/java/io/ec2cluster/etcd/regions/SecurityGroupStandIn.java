package io.ec2cluster.etcd.regions;

import io.ec2cluster.testing.standin.Ec2Error;
import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** A strict stand-in for the rules of one security group, over HTTP. */
final class SecurityGroupStandIn implements AutoCloseable {
  static final String GROUP = "sg-1";

  final Map<String, Rule> rules = new TreeMap<>();
  final List<String> requests = new ArrayList<>();
  final StandInServer server = StandInServer.start(0, this::answer);
  private final Queue<Fault> faults = new ArrayDeque<>();
  private int made;

  /** A rule for incoming TCP. */
  record Rule(String cidr, int port, String description) {}

  /** What becomes of a request that changes something. */
  enum Fault {
    THROTTLED,
    LOST_BEFORE,
    LOST_AFTER,
    DENIED
  }

  synchronized void next(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  synchronized void put(Rule rule) {
    made++;
    rules.put("sgr-" + made, rule);
  }

  synchronized long changes() {
    return requests.stream().filter(action -> !action.startsWith("Describe")).count();
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized Optional<StandInResponse> answer(StandInRequest request) {
    Map<String, String> form = request.form();
    String action = form.getOrDefault("Action", "");
    requests.add(action);
    if (action.equals("DescribeSecurityGroupRules")) {
      return Optional.of(listed());
    }
    Optional<Fault> fault = Optional.ofNullable(faults.poll());
    if (fault.equals(Optional.of(Fault.THROTTLED))) {
      return Optional.of(
          new Ec2Error(503, "RequestLimitExceeded", "RequestLimitExceeded").response());
    }
    if (fault.equals(Optional.of(Fault.DENIED))) {
      return Optional.of(
          new Ec2Error(403, "UnauthorizedOperation", "UnauthorizedOperation").response());
    }
    if (fault.equals(Optional.of(Fault.LOST_BEFORE))) {
      return Optional.empty();
    }
    StandInResponse done =
        action.equals("AuthorizeSecurityGroupIngress") ? authorize(form) : revoke(form);
    return fault.isPresent() ? Optional.empty() : Optional.of(done);
  }

  private StandInResponse authorize(Map<String, String> form) {
    String prefix = "IpPermissions.1.";
    Rule rule =
        new Rule(
            form.getOrDefault(prefix + "IpRanges.1.CidrIp", ""),
            Integer.parseInt(form.getOrDefault(prefix + "FromPort", "")),
            form.getOrDefault(prefix + "IpRanges.1.Description", ""));
    boolean there =
        rules.values().stream()
            .anyMatch(other -> other.cidr.equals(rule.cidr) && other.port == rule.port);
    if (there || form.containsKey("IpPermissions.2.FromPort")) {
      return new Ec2Error(400, "InvalidPermission.Duplicate", "InvalidPermission.Duplicate")
          .response();
    }
    put(rule);
    return Ec2Error.ok(
        "AuthorizeSecurityGroupIngressResponse", root -> root.element("return", true));
  }

  private StandInResponse revoke(Map<String, String> form) {
    return rules.remove(form.getOrDefault("SecurityGroupRuleId.1", "")) == null
        ? new Ec2Error(
                400, "InvalidSecurityGroupRuleId.NotFound", "InvalidSecurityGroupRuleId.NotFound")
            .response()
        : Ec2Error.ok("RevokeSecurityGroupIngressResponse", root -> root.element("return", true));
  }

  private StandInResponse listed() {
    return Ec2Error.ok(
        "DescribeSecurityGroupRulesResponse",
        root ->
            root.nested(
                "securityGroupRuleSet",
                set ->
                    rules.forEach(
                        (id, rule) ->
                            set.nested(
                                "item",
                                item ->
                                    item.element("securityGroupRuleId", id)
                                        .element("groupId", GROUP)
                                        .element("isEgress", false)
                                        .element("ipProtocol", "tcp")
                                        .element("fromPort", rule.port)
                                        .element("toPort", rule.port)
                                        .element("cidrIpv4", rule.cidr)
                                        .element("description", rule.description)))));
  }
}
