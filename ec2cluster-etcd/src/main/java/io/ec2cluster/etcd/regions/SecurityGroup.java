package io.ec2cluster.etcd.regions;

import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * The security group of this node, and those of its rules that ec2cluster has made. Every call
 * throws {@link io.ec2cluster.EnvironmentException} where it fails. For use by one thread.
 */
public final class SecurityGroup {
  private static final Set<String> GONE =
      Set.of("InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound");

  private final Supplier<Ec2Client> ec2;
  private final AwsRetry retry;
  private final Supplier<String> instance;
  private Optional<String> id;

  /**
   * A group.
   *
   * @param id the group, where the settings name it; else the only one of the instance
   */
  public SecurityGroup(
      Supplier<Ec2Client> ec2, AwsRetry retry, Supplier<String> instance, Optional<String> id) {
    this.ec2 = ec2;
    this.retry = retry;
    this.instance = instance;
    this.id = id;
  }

  private String id() {
    String found = id.orElseGet(this::onlyOne);
    id = Optional.of(found);
    return found;
  }

  private String onlyOne() {
    String self = instance.get();
    AwsCall call =
        AwsCall.reading("ask EC2 for the security groups of " + self, "ec2:DescribeInstances");
    List<String> groups =
        retry.run(
            call,
            earlier ->
                ec2.get().describeInstances(r -> r.instanceIds(self)).reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .flatMap(found -> found.securityGroups().stream())
                    .map(GroupIdentifier::groupId)
                    .toList());
    if (groups.size() != 1) {
      throw new UsageException(
          "etcd: security-group: not found, and instance %s has %s: expected the one that is to be opened to the members of other regions"
              .formatted(self, groups));
    }
    return groups.get(0);
  }

  /** Our rules for a cluster, by their ids. */
  Map<String, Opening> openings(String cluster) {
    AwsCall call = AwsCall.reading("list the rules of " + id(), "ec2:DescribeSecurityGroupRules");
    Filter byGroup = Filter.builder().name("group-id").values(id()).build();
    List<SecurityGroupRule> rules =
        retry.run(
            call,
            earlier ->
                ec2
                    .get()
                    .describeSecurityGroupRulesPaginator(r -> r.filters(byGroup))
                    .securityGroupRules()
                    .stream()
                    .toList());
    Map<String, Opening> ours = new HashMap<>();
    for (SecurityGroupRule rule : rules) {
      if (!rule.isEgress()
          && "tcp".equals(rule.ipProtocol())
          && rule.fromPort().equals(rule.toPort())
          && rule.cidrIpv4() != null
          && rule.description() != null) {
        Opening.read(cluster, rule.description(), rule.cidrIpv4(), rule.fromPort())
            .ifPresent(opening -> ours.put(rule.securityGroupRuleId(), opening));
      }
    }
    return ours;
  }

  /** Lets a member in; where somebody's rule does so already, that is well. */
  void open(Opening opening) {
    IpPermission permission =
        IpPermission.builder()
            .ipProtocol("tcp")
            .fromPort(opening.port())
            .toPort(opening.port())
            .ipRanges(
                IpRange.builder().cidrIp(opening.cidr()).description(opening.description()).build())
            .build();
    AwsCall call =
        AwsCall.changing(
            "open %s to %s, port %d".formatted(id(), opening.cidr(), opening.port()),
            "ec2:AuthorizeSecurityGroupIngress");
    tolerating(
        Set.of("InvalidPermission.Duplicate"),
        call,
        () ->
            ec2.get()
                .authorizeSecurityGroupIngress(r -> r.groupId(id()).ipPermissions(permission)));
  }

  /** Removes a rule; where it is gone already, that is well. */
  void close(String ruleId) {
    AwsCall call =
        AwsCall.changing(
            "remove rule %s of %s".formatted(ruleId, id()), "ec2:RevokeSecurityGroupIngress");
    tolerating(
        GONE,
        call,
        () ->
            ec2.get()
                .revokeSecurityGroupIngress(r -> r.groupId(id()).securityGroupRuleIds(ruleId)));
  }

  /** A second request, after one whose answer was lost, meets what the first has done. */
  private void tolerating(Set<String> codes, AwsCall call, Runnable request) {
    retry.run(
        call,
        earlier -> {
          try {
            request.run();
          } catch (Ec2Exception refused) {
            if (!codes.contains(refused.awsErrorDetails().errorCode())) {
              throw refused;
            }
          }
          return true;
        });
  }
}
