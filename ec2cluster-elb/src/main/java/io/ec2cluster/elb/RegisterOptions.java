package io.ec2cluster.elb;

import io.ec2cluster.config.Setting;
import java.util.Optional;

/** The options of {@code elb register}. */
record RegisterOptions(
    @Setting(
            value = "the load balancer; default: where it was, or is to be by the configuration",
            positional = true)
        Optional<String> loadBalancer,
    @Setting(
            value = "without coordination: nobody else restarts at the same time",
            defaultValue = "false")
        boolean alone) {}
