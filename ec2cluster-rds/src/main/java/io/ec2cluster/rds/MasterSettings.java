package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The instance that the replicas follow. What is not given is left as RDS, or the snapshot, has it.
 *
 * @param instanceId in lower case, as RDS keeps it
 */
record MasterSettings(
    @Setting(value = "id of the instance", alias = "instance_id") String instanceId,
    @Setting(value = "snapshot that it is restored from", alias = "identifier")
        Optional<String> snapshot,
    @Setting(value = "class, such as db.r6g.large", alias = "instance_class")
        Optional<String> instanceClass,
    @Setting(value = "whether it is restored with a standby in another zone", alias = "multi_az")
        Optional<Boolean> multiAz,
    @Setting(
            value = "whether it may be restored where it is missing: never (without --restore)",
            defaultValue = "never")
        Restore restore,
    @Setting(value = "zone that it is restored in", alias = "availability_zone")
        Optional<String> zone,
    @Setting(value = "subnet group that it is restored in", alias = "db_subnet_group_name")
        Optional<String> subnetGroup,
    @Setting("port that it is restored with") Optional<Integer> port,
    @Setting(
            value = "whether a restored one takes minor versions by itself",
            alias = "auto_minor_version_upgrade")
        Optional<Boolean> autoMinorVersionUpgrade,
    @Setting("tags of a restored one, beside those of ec2cluster") Map<String, String> tags) {
  /** Whether a missing master is restored. */
  enum Restore {
    NEVER,
    IF_MISSING
  }

  /** Refuses what RDS would. */
  MasterSettings {
    tags = ImmutableMap.copyOf(tags);
    List<InvalidSettingException> found = new ArrayList<>();
    InstanceNaming.checkId("instance-id", instanceId).ifPresent(found::add);
    instanceClass
        .flatMap(given -> InstanceNaming.checkClass("instance-class", given))
        .ifPresent(found::add);
    port.flatMap(InstanceNaming::checkPort).ifPresent(found::add);
    InstanceNaming.checkTags(tags).ifPresent(found::add);
    if (multiAz.orElse(false) && zone.isPresent()) {
      found.add(
          new InvalidSettingException(
              "zone", "found beside multi-az: true, expected one of them: RDS takes no zone then"));
    }
    InvalidSettingException.throwAll(found);
    instanceId = InstanceNaming.canonical(instanceId);
  }
}
