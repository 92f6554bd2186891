package io.ec2cluster.etcd;

import io.ec2cluster.etcd.group.GroupMember;
import java.util.Optional;

/** A simulated node: an instance with a disk and, sometimes, an etcd. */
final class SimNode {
  final GroupMember self;
  Optional<DataIdentity> disk = Optional.empty();
  Optional<Etcd> process = Optional.empty();
  boolean terminated;
  boolean off;
  boolean isolated;
  Optional<NodeLife> life = Optional.empty();

  /** The group takes it out, and holds it until its hook is completed. */
  boolean leaving;

  /** Whether there was a formed cluster when its tool last looked. */
  boolean sawFormed;

  /** etcd that runs. */
  record Etcd(DataIdentity identity, boolean open) {}

  SimNode(String name, String host) {
    this.self = new GroupMember(name, "http://" + host + ":2380", "http://" + host + ":2379");
  }

  String name() {
    return self.name();
  }

  boolean isUp() {
    return !terminated && !off;
  }

  String privateUrl() {
    return "http://private-" + name() + ":1";
  }

  boolean isReachableFrom(SimNode other) {
    return isUp() && (other == this || (!isolated && !other.isolated));
  }
}
