package io.ec2cluster.etcd;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.Map;
import java.util.Optional;

/**
 * How etcd is started.
 *
 * @param self this node
 * @param bootstrap what it needs to know where it has no data
 * @param open whether it listens to clients; only to this node otherwise
 */
record EtcdLaunch(GroupMember self, Optional<Bootstrap> bootstrap, boolean open) {
  /**
   * The first start.
   *
   * @param state {@code new} for founders, {@code existing} for who joins
   * @param token the cluster's token
   * @param members the peer URLs by the members' names
   */
  record Bootstrap(String state, String token, Map<String, String> members) {
    /** Copies, in the order given. */
    Bootstrap {
      members = ImmutableMap.copyOf(members);
    }
  }

  /** With the data that is there. */
  static EtcdLaunch withData(GroupMember self, boolean open) {
    return new EtcdLaunch(self, Optional.empty(), open);
  }

  /** As a founder. */
  static EtcdLaunch founding(GroupMember self, FoundingRecord record) {
    Bootstrap bootstrap = new Bootstrap("new", record.token(), record.founders());
    return new EtcdLaunch(self, Optional.of(bootstrap), false);
  }

  /**
   * Into a cluster that lists this node. etcd compares the list by the peer URLs; who has not told
   * its name yet may have any.
   *
   * @param open whether it listens to clients from the start. Not where an earlier generation of
   *     the founding may still run somewhere: etcd takes the cluster of the peer that answers first
   *     if the peer URLs are the same, and only its own answer tells which one that was
   */
  static EtcdLaunch joining(GroupMember self, Iterable<ClusterMember> members, boolean open) {
    ImmutableMap.Builder<String, String> urls = ImmutableMap.builder();
    for (ClusterMember member : members) {
      String own = member.name().isEmpty() ? "unnamed-" + member.id() : member.name();
      String name = self.is(member) ? self.name() : own;
      urls.put(name, String.join("," + name + "=", member.peerUrls()));
    }
    return new EtcdLaunch(
        self, Optional.of(new Bootstrap("existing", "joined", urls.buildOrThrow())), open);
  }
}
