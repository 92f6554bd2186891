/** Tests of the DNS records. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.records;
