package io.ec2cluster.etcd;

import io.ec2cluster.etcd.records.RecordsReport;
import java.util.List;
import java.util.Optional;

/**
 * What {@code status} answers.
 *
 * @param cluster the name
 * @param state how it is
 * @param founding how far the founding is: {@code forming}, {@code formed}; absent before
 * @param generation counts the foundings
 * @param clusterId etcd's id of the cluster, from the founding record
 * @param size how many members the group should have
 * @param present the names of those that it has
 * @param members the cluster's members
 * @param records its DNS records, where there are to be any
 * @param findings what is not as it should be, in words
 */
record StatusReport(
    String cluster,
    State state,
    Optional<String> founding,
    Optional<Integer> generation,
    Optional<String> clusterId,
    int size,
    List<String> present,
    List<MemberRow> members,
    Optional<RecordsReport> records,
    List<String> findings) {
  /** Copies. */
  StatusReport {
    present = List.copyOf(present);
    members = List.copyOf(members);
    findings = List.copyOf(findings);
  }

  /** How a cluster is. */
  enum State {
    /** Every member votes and answers, and the group is complete. */
    HEALTHY(0),
    /** A quorum answers, and something is missing. */
    DEGRADED(10),
    /** Nobody serves: not founded yet, or no quorum. */
    UNAVAILABLE(11),
    /** What is seen cannot be true together. */
    CONTRADICTION(12);

    private final int exitCode;

    State(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }
}
