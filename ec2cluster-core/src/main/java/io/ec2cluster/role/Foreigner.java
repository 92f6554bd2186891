package io.ec2cluster.role;

import java.util.Optional;

/** A role record of another cluster, account or region: never touched, whatever is asked for. */
final class Foreigner {
  private Foreigner() {}

  /** Why a record is not the candidate's; empty if it is. */
  static Optional<String> reason(RoleRecord record, Candidate candidate) {
    if (!record.cluster().equals(candidate.cluster())) {
      return Optional.of(reason("cluster", record.cluster(), candidate.cluster()));
    }
    if (differ(record.account(), candidate.account())) {
      return Optional.of(
          reason("account", record.account().orElse(""), candidate.account().orElse("")));
    }
    if (differ(record.region(), candidate.region())) {
      return Optional.of(
          reason("region", record.region().orElse(""), candidate.region().orElse("")));
    }
    return Optional.empty();
  }

  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  private static String reason(String what, String found, String expected) {
    return "the role record belongs to "
        + what
        + " '"
        + found
        + "', this node to '"
        + expected
        + "': give the clusters different primary names; nothing overrides this";
  }
}
