/** The nodes that are to be one cluster, and who of it is gone for good. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.group;
