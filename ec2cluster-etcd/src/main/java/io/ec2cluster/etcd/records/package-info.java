/**
 * The DNS records of a cluster: what they should be, what stands there, and how they are changed.
 */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.records;
