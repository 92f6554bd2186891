package io.ec2cluster.etcd.group;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.InstanceState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The nodes of the local back end that live; who is gone is known by the back end's own proof. */
public final class LocalGroup implements Group {
  private final GroupMember self;
  private final GroupDirectory directory;
  private final Cloud cloud;
  private final String life;
  private final int size;

  /**
   * A group.
   *
   * @param life under which name its nodes tell of their lives
   */
  public LocalGroup(
      GroupMember self, GroupDirectory directory, Cloud cloud, String life, int size) {
    this.self = self;
    this.directory = directory;
    this.cloud = cloud;
    this.life = life;
    this.size = size;
  }

  @Override
  public GroupMember self() {
    return self;
  }

  @Override
  public GroupView read() {
    List<GroupMember> all = directory.members();
    Set<String> dead = dead(all);
    return new GroupView(
        all.stream().filter(member -> !dead.contains(member.name())).toList(), size);
  }

  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) {
    List<GroupMember> all = directory.members();
    Set<String> dead = dead(all);
    Set<EtcdId> gone = new HashSet<>();
    for (ClusterMember member : members) {
      List<GroupMember> entries = all.stream().filter(entry -> entry.is(member)).toList();
      // Who is not known is not gone; an address may have been taken over by one that lives.
      if (!entries.isEmpty() && entries.stream().allMatch(entry -> dead.contains(entry.name()))) {
        gone.add(member.id());
      }
    }
    return gone;
  }

  private Set<String> dead(List<GroupMember> all) {
    Set<String> names = all.stream().map(GroupMember::name).collect(Collectors.toSet());
    Map<String, InstanceState> states = cloud.instances(life, names);
    return names.stream()
        .filter(
            name ->
                Optional.ofNullable(states.get(name))
                    .filter(state -> state.life() == OwnerLife.DEAD)
                    .isPresent())
        .collect(Collectors.toSet());
  }
}
