/** Certificates and keys of the members: their files, whether they are good, HTTP over them. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.tls;
