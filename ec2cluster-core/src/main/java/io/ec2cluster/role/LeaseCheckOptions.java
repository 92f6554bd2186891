package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code lease check}. */
public record LeaseCheckOptions(
    @Setting(
            value =
                "whether the engine may be started now, for an init system's ExecCondition=; 255 if the record cannot be"
                    + " read",
            defaultValue = "false")
        boolean start) {}
