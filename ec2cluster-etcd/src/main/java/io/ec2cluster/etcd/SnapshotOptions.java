package io.ec2cluster.etcd;

import io.ec2cluster.config.Setting;

/** The options of {@code etcd snapshot}. */
record SnapshotOptions(
    @Setting("where it goes: a file, or s3://BUCKET/KEY; nothing is overwritten") String to) {}
