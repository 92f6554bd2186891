/** Tests of who is let in from other regions. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.regions;
