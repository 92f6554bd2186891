/** {@code demo etcd}: three members found a cluster, one is killed and replaced. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.demo;
