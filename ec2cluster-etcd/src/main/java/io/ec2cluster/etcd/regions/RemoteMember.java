package io.ec2cluster.etcd.regions;

/**
 * An instance of the group.
 *
 * @param id its instance id
 * @param region where it is
 * @param address its public IPv4 address
 */
public record RemoteMember(String id, String region, String address) {}
