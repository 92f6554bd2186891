package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.records.Published;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a node consists of.
 *
 * @param group the nodes that are to be one cluster
 * @param foundings where the founding record is kept
 * @param turns who may change the membership
 * @param data this node's data
 * @param server this node's etcd
 * @param access the members' API
 * @param time the clock
 * @param tokens makes a cluster token that nobody has had before
 * @param records hears, in every round, what this node is to publish
 * @param say hears what happens
 */
record Node(
    Group group,
    Foundings foundings,
    Turns turns,
    DataDirectory data,
    EtcdServer server,
    EtcdApi.Access access,
    Time time,
    Supplier<String> tokens,
    Consumer<Optional<Published>> records,
    Consumer<String> say) {
  GroupMember self() {
    return group.self();
  }

  /** The same, heard by others. */
  Node heard(Consumer<Optional<Published>> publication, Consumer<String> listener) {
    return new Node(
        group, foundings, turns, data, server, access, time, tokens, publication, listener);
  }
}
