package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code modify-instance}. */
record ModifyInstanceOptions(
    @Setting(value = "the instance", positional = true) String id,
    @Setting(value = "its new class, such as db.r6g.large", positional = true)
        Optional<String> instanceClass,
    @Setting(value = "go back to the class of the configuration", defaultValue = "false")
        boolean asConfigured,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters,
    @Setting(value = "when the class changes", defaultValue = "immediately") When when) {
  /** Refuses what is no id and no class, and neither or both of class and configuration. */
  ModifyInstanceOptions {
    InvalidSettingException.throwAll(InstanceNaming.checkId("id", id).stream().toList());
    InvalidSettingException.throwAll(
        instanceClass.flatMap(given -> InstanceNaming.checkClass("instance-class", given)).stream()
            .toList());
    if (instanceClass.isPresent() == asConfigured) {
      throw new InvalidSettingException(
          "instance-class",
          asConfigured
              ? "found beside --as-configured, expected one of them"
              : "found nothing, expected a class such as db.r6g.large, or --as-configured");
    }
    id = InstanceNaming.canonical(id);
  }
}
