package io.ec2cluster.demo;

import java.nio.file.Path;

/**
 * A node of a demonstration.
 *
 * @param id its instance id
 * @param address its loopback address
 * @param port the port of its engine, the same on every node
 * @param directory where its files are; only the user of the demo may write there, everybody may
 *     enter
 */
public record DemoNode(String id, String address, int port, Path directory) {
  /** Its configuration file. */
  public Path configFile() {
    return directory.resolve("ec2cluster.yaml");
  }

  /** Its metadata file. */
  public Path metadataFile() {
    return directory.resolve("metadata.json");
  }

  /** Address and port. */
  public String endpoint() {
    return address + ":" + port;
  }
}
