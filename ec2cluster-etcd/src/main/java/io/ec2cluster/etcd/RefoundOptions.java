package io.ec2cluster.etcd;

import io.ec2cluster.config.Setting;
import java.util.Optional;

/** The options of {@code etcd refound}. */
record RefoundOptions(
    @Setting(
            value = "the cluster's data is lost; without it nothing is done",
            defaultValue = "false")
        boolean acceptDataLoss,
    @Setting("a word on why, kept in the founding record") Optional<String> why) {}
