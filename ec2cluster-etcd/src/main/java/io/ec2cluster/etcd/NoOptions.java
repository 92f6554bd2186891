package io.ec2cluster.etcd;

/** No options. */
record NoOptions() {}
