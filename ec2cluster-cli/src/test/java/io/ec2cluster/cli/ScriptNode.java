package io.ec2cluster.cli;

/** A node of the script engine over the local back end. */
public final class ScriptNode {
  /** Its configuration; the folder of all it writes is to be filled in. */
  public static final String CONFIGURATION =
      """
      cluster: maindb
      engine: script
      cloud: local
      local-dir: %1$s/cloud
      state-dir: %1$s/state
      dns:
        zone: example.com
        primary-name: "primary.{{cluster}}.example.com"
      script:
        primary: ["true"]
        replica: ["true"]
      """;

  private ScriptNode() {}
}
