/** Snapshots of a cluster: what they hold, whether they are whole, where they are kept. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.snapshot;
