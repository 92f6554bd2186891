package io.ec2cluster.coordination;

/**
 * A record as it was read or written.
 *
 * @param key its name
 * @param value its text, printable ASCII without line breaks: JSON, for example
 * @param version grows by one with each change, from 1; a record that was deleted begins anew
 * @param nonce by which the writer recognises its own commit; no two writes have the same
 */
public record StoredRecord(RecordKey key, String value, long version, String nonce) {
  /** Refuses what a table could not keep as it is. */
  public StoredRecord {
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "the value of record " + key + " should hold printable ASCII characters only");
    }
    if (version < 1) {
      throw new IllegalArgumentException("record " + key + " with version " + version);
    }
  }

  /** Whether this is the same write, by the same writer. */
  public boolean isSameWrite(StoredRecord other) {
    return version == other.version && nonce.equals(other.nonce);
  }
}
