package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code lease release}. */
public record LeaseReleaseOptions(
    @Setting(
            value =
                "also if another node holds the role; you vouch that its engine does not run as primary",
            defaultValue = "false")
        boolean force) {}
