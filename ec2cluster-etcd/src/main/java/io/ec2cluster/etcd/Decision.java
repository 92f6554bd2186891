package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.List;

/** What a node does whose etcd does not run. */
sealed interface Decision {
  /** In words, for people. */
  String words();

  /** Nothing now; looks again. */
  record Wait(String words) implements Decision {}

  /** Nothing, until a person has acted. */
  record Refuse(String words) implements Decision {}

  /** Writes the record of a founding, a new one or the one that follows one that did not form. */
  record Found(List<GroupMember> founders) implements Decision {
    /** Copies. */
    public Found {
      founders = List.copyOf(founders);
    }

    @Override
    public String words() {
      return "founding with "
          + founders.stream().limit(FoundingRecord.MOST_FOUNDERS).map(GroupMember::name).toList();
    }
  }

  /** Writes the record of a cluster that is there already. */
  record Adopt(EtcdId cluster) implements Decision {
    @Override
    public String words() {
      return "adopting cluster " + cluster;
    }
  }

  /** Starts etcd for the first time, as a founder of the record. */
  record StartAsFounder() implements Decision {
    @Override
    public String words() {
      return "starting as a founder";
    }
  }

  /**
   * Starts etcd with the data that is there.
   *
   * @param open whether clients may know of the cluster
   */
  record StartWithData(boolean open) implements Decision {
    @Override
    public String words() {
      return "starting with the data that is there";
    }
  }

  /** Moves the data aside, which the cluster no longer counts on, and looks again. */
  record MoveDataAside(String words) implements Decision {}

  /** Joins as a learner, after the entries that are about this node are removed. */
  record Join(EtcdId cluster) implements Decision {
    @Override
    public String words() {
      return "joining cluster " + cluster;
    }
  }
}
