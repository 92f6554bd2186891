package io.ec2cluster.config;

/** Which of a node's names or addresses is published. */
public enum DnsTarget {
  PUBLIC_HOSTNAME,
  LOCAL_HOSTNAME,
  PUBLIC_IPV4,
  LOCAL_IPV4
}
