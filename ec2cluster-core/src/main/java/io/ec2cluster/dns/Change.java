package io.ec2cluster.dns;

/** One part of a change batch. There is no unconditional write. */
public sealed interface Change {
  /** The record set that is created or deleted. */
  RecordSet recordSet();

  /**
   * Creates a record set; the batch conflicts if one of its name, type and set identifier exists.
   */
  record Create(RecordSet recordSet) implements Change {}

  /** Deletes a record set; the batch conflicts unless the stored one equals this one exactly. */
  record Delete(RecordSet recordSet) implements Change {}
}
