package io.ec2cluster.elb;

import io.ec2cluster.config.Setting;

/** The options of {@code elb count} and {@code elb repair}. */
record LedgerOptions(
    @Setting(
            value = "without coordination: nobody else restarts at the same time",
            defaultValue = "false")
        boolean alone) {}
