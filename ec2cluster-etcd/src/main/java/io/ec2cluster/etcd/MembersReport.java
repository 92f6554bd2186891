package io.ec2cluster.etcd;

import java.util.List;
import java.util.Optional;

/**
 * What {@code members} answers.
 *
 * @param cluster the name
 * @param clusterId etcd's id of it; absent where no quorum confirms one
 * @param members its members in the order of their names
 */
record MembersReport(String cluster, Optional<String> clusterId, List<MemberRow> members) {
  /** Copies. */
  MembersReport {
    members = List.copyOf(members);
  }
}
