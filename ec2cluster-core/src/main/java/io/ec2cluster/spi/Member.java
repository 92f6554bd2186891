package io.ec2cluster.spi;

/**
 * A member of the cluster and where its engine is reached.
 *
 * @param instanceId its instance id
 * @param host host name or address, as the record or the pool has it
 * @param port its engine's port; 0 where it has none
 */
public record Member(String instanceId, String host, int port) {
  @Override
  public String toString() {
    return instanceId + " (" + host + (port == 0 ? "" : ":" + port) + ")";
  }
}
