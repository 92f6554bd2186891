package io.ec2cluster.elb;

import io.ec2cluster.config.Setting;

/** The options of {@code elb deregister}. */
record DeregisterOptions(
    @Setting(value = "at once, whatever the floor", defaultValue = "false") boolean force,
    @Setting(value = "let the only instance of a fleet leave", defaultValue = "false")
        boolean allowZero,
    @Setting(
            value = "without coordination: nobody else restarts at the same time",
            defaultValue = "false")
        boolean alone) {}
