package io.ec2cluster.rds;

import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code status}. */
record StatusOptions(
    @Setting(value = "cluster of the configuration; all of them without it", positional = true)
        Optional<String> cluster,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters,
    @Setting(value = "print the predecessor's form", defaultValue = "false") boolean classic) {}
