package io.ec2cluster.metadata;

/** Where the instance metadata comes from. */
public interface MetadataSource {
  /**
   * Reads it, once.
   *
   * @throws io.ec2cluster.UsageException if what was found cannot be used
   * @throws io.ec2cluster.EnvironmentException if it cannot be reached; says how to choose another
   *     source
   */
  InstanceMetadata read();
}
