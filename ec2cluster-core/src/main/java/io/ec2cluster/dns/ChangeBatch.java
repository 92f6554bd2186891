package io.ec2cluster.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes that a zone applies together or not at all. Immutable.
 *
 * @param comment what the change is for, in a few words; shown by the service's own history
 * @param changes in the order in which they are applied: a DELETE comes before the CREATE that
 *     takes its place
 */
public record ChangeBatch(String comment, List<Change> changes) {
  /** Copies the changes. */
  public ChangeBatch {
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a change batch needs at least one change: " + comment);
    }
    for (Change change : changes) {
      if (change.recordSet().type() == RecordType.OTHER) {
        throw new IllegalArgumentException("ec2cluster does not write " + change.recordSet());
      }
    }
  }

  /** Starts a batch. */
  public static Builder commented(String comment) {
    return new Builder(comment);
  }

  /** Collects the changes of one batch. Not thread-safe. */
  public static final class Builder {
    private final String comment;
    private final List<Change> changes = new ArrayList<>();

    private Builder(String comment) {
      this.comment = comment;
    }

    /** Adds a record set that must not exist yet. */
    public Builder create(RecordSet recordSet) {
      changes.add(new Change.Create(recordSet));
      return this;
    }

    /** Removes a record set that must still be exactly this. */
    public Builder delete(RecordSet recordSet) {
      changes.add(new Change.Delete(recordSet));
      return this;
    }

    /** Compare-and-set: the old one must still be exactly this. */
    public Builder replace(RecordSet old, RecordSet replacement) {
      return delete(old).create(replacement);
    }

    /** Adds changes. */
    public Builder addAll(List<Change> more) {
      changes.addAll(more);
      return this;
    }

    /** The batch. */
    public ChangeBatch build() {
      return new ChangeBatch(comment, changes);
    }
  }
}
