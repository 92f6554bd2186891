package io.ec2cluster.role;

/**
 * Who holds a role record.
 *
 * @param instanceId the identity: it stays the same over a reboot, while host name and address may
 *     change
 * @param address host name or address at which the other nodes reach the engine
 * @param port the engine's port
 */
public record Owner(String instanceId, String address, int port) {
  /**
   * Validates: no part is blank, no part holds white space, quotes or controls, the port is 0 to
   * 65535.
   */
  public Owner {
    RecordText.check("owner instance id", instanceId);
    RecordText.check("owner address", address);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port: expected 0 to 65535");
    }
  }

  @Override
  public String toString() {
    return instanceId + " (" + address + ":" + port + ")";
  }
}
