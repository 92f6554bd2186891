package io.ec2cluster.rds;

import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code haproxy}. */
record HaproxyOptions(
    @Setting(value = "cluster of the configuration", positional = true) String cluster,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters) {}
