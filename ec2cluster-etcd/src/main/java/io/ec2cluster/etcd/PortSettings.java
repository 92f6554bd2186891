package io.ec2cluster.etcd;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.List;

/** The section {@code etcd: ports}. */
record PortSettings(
    @Setting(value = "port for clients", defaultValue = "2379") int client,
    @Setting(value = "port for the other members", defaultValue = "2380") int peer,
    @Setting(value = "port for metrics and health", defaultValue = "2381") int metrics) {
  private static final int LARGEST = 65_535;

  /** Refuses ports that are none, and one for two purposes. */
  PortSettings {
    List<InvalidSettingException> found = new ArrayList<>();
    check("client", client, found);
    check("peer", peer, found);
    check("metrics", metrics, found);
    if (found.isEmpty() && (client == peer || peer == metrics || client == metrics)) {
      found.add(
          new InvalidSettingException(
              "client",
              "found the ports %d, %d and %d, expected three different ones"
                  .formatted(client, peer, metrics)));
    }
    InvalidSettingException.throwAll(found);
  }

  private static void check(String key, int port, List<InvalidSettingException> found) {
    if (port < 1 || port > LARGEST) {
      found.add(
          new InvalidSettingException(key, "found " + port + ", expected a port: 1 to 65535"));
    }
  }
}
