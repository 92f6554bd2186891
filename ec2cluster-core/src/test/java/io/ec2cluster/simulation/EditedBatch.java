package io.ec2cluster.simulation;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import java.util.List;

/** Copies of batches that do less. */
final class EditedBatch {
  private EditedBatch() {}

  /** Without what is deleted and created again as it was. */
  static ChangeBatch withoutWitness(ChangeBatch batch) {
    List<Change> changes =
        batch.changes().stream().filter(change -> !isWitness(change, batch)).toList();
    return new ChangeBatch(batch.comment(), changes);
  }

  private static boolean isWitness(Change change, ChangeBatch batch) {
    return batch.changes().contains(new Change.Delete(change.recordSet()))
        && batch.changes().contains(new Change.Create(change.recordSet()));
  }
}
