package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.EtcdId;

/**
 * Whose data it is.
 *
 * @param memberId the member
 * @param clusterId its cluster
 */
record DataIdentity(EtcdId memberId, EtcdId clusterId) {}
