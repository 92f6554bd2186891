package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.Belonging;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.group.LifecycleHooks;
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
    return new GroupView(nodes(false), nodes(true), world.size);
  }

  private List<GroupMember> nodes(boolean leaving) {
    return world.nodes.stream()
        .filter(other -> !other.terminated && other.leaving == leaving)
        .map(other -> other.self)
        .toList();
  }

  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) throws InterruptedException {
    world.point(node);
    Set<EtcdId> gone = new HashSet<>();
    for (ClusterMember member : members) {
      // An instance that its group holds still runs.
      if (world.nodes.stream().noneMatch(other -> !other.terminated && other.self.is(member))) {
        gone.add(member.id());
      }
    }
    return gone;
  }

  @Override
  public Belonging belonging() throws InterruptedException {
    world.point(node);
    if (world.fails(40)) {
      throw new EnvironmentException("the group does not answer");
    }
    return node.leaving ? Belonging.DEPARTING_HELD : Belonging.MEMBER;
  }

  @Override
  public LifecycleHooks hooks() {
    return new SimHooks(world, node);
  }
}
