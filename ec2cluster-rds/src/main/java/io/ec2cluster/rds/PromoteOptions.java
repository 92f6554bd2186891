package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code promote}. */
record PromoteOptions(
    @Setting(value = "the replica", positional = true) String id,
    @Setting(value = "promote it, though nothing takes that back", defaultValue = "false")
        boolean yes,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters) {
  /** Refuses what is no id. */
  PromoteOptions {
    InvalidSettingException.throwAll(InstanceNaming.checkId("id", id).stream().toList());
    id = InstanceNaming.canonical(id);
  }
}
