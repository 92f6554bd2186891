package io.ec2cluster.spi;

/**
 * How far a former primary may go to become a replica again.
 *
 * @param reclone whether its data may be replaced by a fresh copy where nothing less helps
 * @param discard whether the data that is replaced is deleted; otherwise it is moved aside
 */
public record Rejoining(boolean reclone, boolean discard) {
  /** Nothing of its own data is replaced as a whole. */
  public static Rejoining inPlace() {
    return new Rejoining(false, false);
  }
}
