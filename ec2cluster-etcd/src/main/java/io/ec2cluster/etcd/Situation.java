package io.ec2cluster.etcd;

import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node knows while its etcd does not run.
 *
 * @param self this node
 * @param group the group; empty if it could not be read
 * @param record the founding record
 * @param data whose data this node has
 * @param sighting who answers
 * @param recordUnchanged for how long, by this node's own clock, the record (or its absence) has
 *     been the same
 */
record Situation(
    GroupMember self,
    Optional<GroupView> group,
    Optional<FoundingRecord> record,
    Optional<DataIdentity> data,
    Sighting sighting,
    Duration recordUnchanged) {}
