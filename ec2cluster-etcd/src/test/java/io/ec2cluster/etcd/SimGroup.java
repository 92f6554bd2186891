package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The group as a node sees it: late, empty or not at all, when the seed says so. */
final class SimGroup implements Group {
  private final SimWorld world;
  private final SimNode node;
  private GroupView last;

  SimGroup(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
    this.last = new GroupView(List.of(), world.size);
  }

  @Override
  public GroupMember self() {
    return node.self;
  }

  @Override
  public GroupView read() throws InterruptedException {
    world.point(node);
    if (world.fails(40)) {
      throw new EnvironmentException("the group does not answer");
    }
    if (world.fails(40)) {
      return new GroupView(List.of(), world.size);
    }
    if (!world.fails(100)) {
      last = now();
    }
    return last;
  }

  private GroupView now() {
    List<GroupMember> present =
        world.nodes.stream().filter(other -> !other.terminated).map(other -> other.self).toList();
    return new GroupView(present, world.size);
  }

  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) throws InterruptedException {
    world.point(node);
    Set<EtcdId> gone = new HashSet<>();
    GroupView now = now();
    for (ClusterMember member : members) {
      if (now.find(member).isEmpty()) {
        gone.add(member.id());
      }
    }
    return gone;
  }
}
