package io.ec2cluster.elb.balancer;

import com.google.common.base.Ascii;

/**
 * What a load balancer says of a member. An instance with several ports is several of them.
 *
 * @param instance the id that stands for the instance in the ledger: the EC2 instance id, or
 *     HAProxy's name of the server
 * @param membership how it is a member
 * @param state whether it gets requests
 * @param words the load balancer's own words for that, with its reason
 */
public record Target(String instance, Membership membership, State state, String words) {
  /** Whether it gets new requests. */
  public enum State {
    /** It gets them. */
    IN_SERVICE,
    /** It gets no new ones, and ends those that it has. */
    DRAINING,
    /** It is new, unhealthy, switched off, or nothing is known of it. */
    OUT_OF_SERVICE;

    /** The word for people. */
    public String word() {
      return Ascii.toLowerCase(name()).replace('_', ' ');
    }
  }
}
