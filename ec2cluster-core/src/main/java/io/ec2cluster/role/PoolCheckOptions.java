package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code pool check}. */
public record PoolCheckOptions(
    @Setting(
            value = "take an unfit member out also if no fit one is left in the pool then",
            defaultValue = "false")
        boolean allowEmpty) {}
