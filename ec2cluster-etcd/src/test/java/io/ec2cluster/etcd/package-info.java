/** Tests of the membership of etcd. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd;
