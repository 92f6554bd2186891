package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code rejoin}. */
public record RejoinOptions(
    @Setting(
            value =
                "replace the data by a fresh copy where nothing less helps; the old is moved aside",
            defaultValue = "false")
        boolean reclone,
    @Setting(
            value = "with --reclone: delete the old data instead of moving it aside",
            defaultValue = "false")
        boolean discard) {}
