package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.spi.OperationContext;
import java.util.List;
import java.util.Optional;

/**
 * A cluster that a person gives up: what was seen of it, and its record, which is replaced only if
 * it is still what was seen. For use by one thread.
 */
final class LostCluster {
  private final OperationContext context;
  private final Surroundings surroundings;
  private final Group group;
  private final GroupMember self;
  private final Foundings foundings;
  private final EtcdApi.Access access;
  private final Optional<FoundingRecord> record;
  private Optional<RunLock> lock = Optional.empty();

  private LostCluster(
      OperationContext context,
      Surroundings surroundings,
      Group group,
      Foundings foundings,
      EtcdApi.Access access,
      Optional<FoundingRecord> record) {
    this.context = context;
    this.surroundings = surroundings;
    this.group = group;
    this.self = group.self();
    this.foundings = foundings;
    this.access = access;
    this.record = record;
  }

  static LostCluster of(OperationContext context, Surroundings surroundings)
      throws InterruptedException {
    Foundings foundings = surroundings.foundings();
    return new LostCluster(
        context,
        surroundings,
        surroundings.group(),
        foundings,
        surroundings.memberWays().api(),
        foundings.read());
  }

  GroupMember self() {
    return self;
  }

  Time time() {
    return context.time();
  }

  Optional<FoundingRecord> record() {
    return record;
  }

  /** The record of the cluster that this node restores. */
  FoundingRecord next(String token, FoundingNote note) {
    return FoundingRecord.restored(record, self, token, note);
  }

  /**
   * Looks whether it may be restored.
   *
   * @throws RefusedException if not
   */
  void requireRestorable() throws InterruptedException {
    if (!surroundings.everybody(group).contains(self)) {
      throw new RefusedException(
          "the group does not list this node, %s: the others would not find what it restores"
              .formatted(self.name()));
    }
    refuse(LossRules.againstRestore(record, look(), self.name(), context.time().now()));
  }

  /**
   * Looks whether it may be founded anew.
   *
   * @throws RefusedException if not
   */
  void requireRefoundable() throws InterruptedException {
    refuse(LossRules.againstRefound(record, look(), self.name(), context.time().now()));
  }

  private static void refuse(Optional<String> objection) {
    objection.ifPresent(
        words -> {
          throw new RefusedException(words);
        });
  }

  /**
   * Those that are in the group.
   *
   * @throws EnvironmentException if there are none
   */
  List<GroupMember> members() throws InterruptedException {
    return some(group.read().members());
  }

  /** An empty answer proves nothing: it stops everything. */
  private static List<GroupMember> some(List<GroupMember> members) {
    if (members.isEmpty()) {
      throw new EnvironmentException(
          "the group lists nobody: start 'etcd run' on its nodes, or look at the group. Nothing was changed");
    }
    return members;
  }

  private Sighting look() throws InterruptedException {
    Sighting sighting =
        new Lookout(access)
            .look(
                some(surroundings.everybody(group)).stream().map(GroupMember::clientUrl).toList());
    if (sighting.clusters().isEmpty() && !sighting.withoutQuorum().isEmpty()) {
      context
          .progress()
          .note(
              "members answer at %s, without a quorum: what they hold may be newer than any snapshot"
                  .formatted(sighting.withoutQuorum()));
    }
    return sighting;
  }

  /**
   * Replaces the record.
   *
   * @throws RefusedException if a quorum answers by now, or somebody else has replaced it
   */
  FoundingRecord write(FoundingRecord next) throws InterruptedException {
    refuse(LossRules.againstRestore(record, look(), self.name(), context.time().now()));
    boolean written =
        record.isPresent() ? foundings.replace(record.get(), next) : foundings.create(next);
    if (!written) {
      throw new RefusedException(
          "the founding record has been changed meanwhile, by another restore or 'etcd run': look at 'etcd status' and decide anew. Nothing was changed");
    }
    return next;
  }

  /**
   * Keeps {@code etcd run} from working here until {@link #release}.
   *
   * @throws RefusedException if it does, or etcd runs that it has left
   */
  void hold() {
    lock = Optional.of(RunLock.take(surroundings.nodeFile("lock")));
    if (surroundings.process().runs()) {
      release();
      throw new RefusedException(
          "etcd still runs on this node, left by an 'etcd run' that was killed: end it first");
    }
  }

  void release() {
    lock.ifPresent(RunLock::close);
    lock = Optional.empty();
  }
}
