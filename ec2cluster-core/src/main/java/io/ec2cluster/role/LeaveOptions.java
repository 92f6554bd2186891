package io.ec2cluster.role;

import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code leave}. */
public record LeaveOptions(
    @Setting(
            value = "on the primary, once it is the only member: dissolve the cluster",
            defaultValue = "false")
        boolean last,
    @Setting(
            value = "on the primary: hand its role over to the most advanced replica first",
            defaultValue = "false")
        boolean handover,
    @Setting(value = "also if no fit member is left in the pool then", defaultValue = "false")
        boolean allowEmpty,
    @Setting("longest wait for the readers; by default the TTL of the replica name")
        Optional<Duration> deadline) {}
