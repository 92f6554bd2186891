package io.ec2cluster.dns;

/**
 * The weighted routing of a record set: several sets of one name and type, told apart by their
 * identifier.
 *
 * @param setIdentifier 1 to 128 characters, unique among the sets of the name and type
 * @param weight 0 to 255 (Route 53 API reference, ResourceRecordSet)
 */
public record Weighted(String setIdentifier, int weight) {
  /** Validates both. */
  public Weighted {
    if (setIdentifier.isBlank() || setIdentifier.length() > 128) {
      throw new IllegalArgumentException(
          "'" + setIdentifier + "' is not a set identifier: expected 1 to 128 characters");
    }
    if (weight < 0 || weight > 255) {
      throw new IllegalArgumentException(weight + " is not a weight: expected 0 to 255");
    }
  }
}
