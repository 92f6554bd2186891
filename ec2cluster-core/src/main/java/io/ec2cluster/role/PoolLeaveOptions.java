package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code pool leave}. */
public record PoolLeaveOptions(
    @Setting(value = "also if no fit member is left in the pool then", defaultValue = "false")
        boolean allowEmpty) {}
