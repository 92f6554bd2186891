package io.ec2cluster.etcd;

import io.ec2cluster.config.Setting;
import java.util.Optional;

/** The options of {@code etcd restore}. */
record RestoreOptions(
    @Setting("the snapshot: a file, or s3://BUCKET/KEY") String snapshot,
    @Setting("a word on why, kept in the founding record") Optional<String> why) {}
