package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A replica. What is not given is as the master has it.
 *
 * @param id in lower case, as RDS keeps it
 */
record ReplicaSettings(
    @Setting("id of the instance") String id,
    @Setting(value = "class, such as db.r6g.large", alias = "instance_class")
        Optional<String> instanceClass,
    @Setting(value = "zone that it is created in", alias = "availability_zone")
        Optional<String> zone,
    @Setting("port that it is created with") Optional<Integer> port,
    @Setting(
            value = "whether it takes minor versions by itself",
            alias = "auto_minor_version_upgrade")
        Optional<Boolean> autoMinorVersionUpgrade,
    @Setting("tags, beside those of ec2cluster") Map<String, String> tags) {
  /** Refuses what RDS would. */
  ReplicaSettings {
    tags = ImmutableMap.copyOf(tags);
    List<InvalidSettingException> found = new ArrayList<>();
    InstanceNaming.checkId("id", id).ifPresent(found::add);
    instanceClass
        .flatMap(given -> InstanceNaming.checkClass("instance-class", given))
        .ifPresent(found::add);
    port.flatMap(InstanceNaming::checkPort).ifPresent(found::add);
    InstanceNaming.checkTags(tags).ifPresent(found::add);
    InvalidSettingException.throwAll(found);
    id = InstanceNaming.canonical(id);
  }
}
