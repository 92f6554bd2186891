package io.ec2cluster.etcd;

import com.google.common.net.InetAddresses;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import io.ec2cluster.etcd.group.ScalingQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The section {@code etcd: group}. */
record GroupSettings(
    @Setting("the Auto Scaling group whose instances are to be the members")
        Optional<String> autoScalingGroup,
    @Setting("instead: the CloudFormation stack whose Auto Scaling groups are meant")
        Optional<String> stack,
    @Setting("addresses of all members, this node's among them") List<String> members) {
  /** Refuses two groups, what is no address, and one that stands there twice. */
  GroupSettings {
    members = List.copyOf(members);
    List<InvalidSettingException> found = new ArrayList<>();
    if (autoScalingGroup.isPresent() && !members.isEmpty()) {
      found.add(
          new InvalidSettingException(
              "auto-scaling-group", "found beside members, expected one of the two"));
    }
    if (stack.isPresent() && (autoScalingGroup.isPresent() || !members.isEmpty())) {
      found.add(
          new InvalidSettingException(
              "stack", "found beside auto-scaling-group or members, expected one of the three"));
    }
    Set<String> seen = new HashSet<>();
    for (String member : members) {
      if (!InetAddresses.isInetAddress(member)) {
        found.add(
            new InvalidSettingException(
                "members",
                "found '%s', expected an IP address: etcd listens on nothing else"
                    .formatted(member)));
      } else if (!seen.add(member)) {
        found.add(
            new InvalidSettingException(
                "members", "found %s twice, expected each member once".formatted(member)));
      }
    }
    InvalidSettingException.throwAll(found);
  }

  /** The Auto Scaling groups that are meant, where it is some. */
  Optional<ScalingQuery> scaling() {
    return autoScalingGroup
        .<ScalingQuery>map(ScalingQuery.Named::new)
        .or(() -> stack.map(ScalingQuery.OfStack::new));
  }
}
