package io.ec2cluster.role;

import io.ec2cluster.config.Setting;

/** The options of {@code lease refound}. */
public record LeaseRefoundOptions(
    @Setting(
            value = "the data of the last primary is lost; without it nothing is done",
            defaultValue = "false")
        boolean acceptDataLoss) {}
