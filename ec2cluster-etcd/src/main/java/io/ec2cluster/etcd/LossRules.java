package io.ec2cluster.etcd;

import java.time.Instant;
import java.util.Optional;

/** Whether a cluster may be given up. Pure. */
final class LossRules {
  private LossRules() {}

  /** What stands against restoring it from a snapshot. */
  static Optional<String> againstRestore(
      Optional<FoundingRecord> record, Sighting sighting, String self, Instant now) {
    if (!sighting.clusters().isEmpty()) {
      return Optional.of(
          "cluster %s answers with a quorum: nothing is lost, and nothing is restored over it. Single keys come back from a snapshot that is restored elsewhere"
              .formatted(sighting.clusters().get(0).clusterId()));
    }
    return record.flatMap(found -> againstRestore(found, self, now));
  }

  private static Optional<String> againstRestore(FoundingRecord record, String self, Instant now) {
    if (!record.isFormed()) {
      return Optional.of(
          "founding %d is in progress, of %s: let it form"
              .formatted(record.generation(), record.founders().keySet()));
    }
    return record
        .note()
        .filter(note -> note.isUnderWay(self, now))
        .map(
            note ->
                "%s has restored the cluster at %s: start 'etcd run' there. If that node is lost too, restore again after 10 minutes"
                    .formatted(note.by(), note.at()));
  }

  /** What stands against founding it anew, empty. */
  static Optional<String> againstRefound(
      Optional<FoundingRecord> record, Sighting sighting, String self, Instant now) {
    if (record.isEmpty() && sighting.clusters().isEmpty()) {
      return Optional.of("there is no founding record: 'etcd run' on the nodes founds");
    }
    return againstRestore(record, sighting, self, now)
        .map(words -> words.replace("is restored over it", "is founded over it"));
  }
}
