/** A cluster over several regions: who is let in from the others. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.regions;
