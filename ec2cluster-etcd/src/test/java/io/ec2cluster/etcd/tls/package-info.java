@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.tls;
