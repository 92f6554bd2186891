package io.ec2cluster.etcd.group;

/** How this node stands to its group. */
public enum Belonging {
  /** It is one of the group. */
  MEMBER,
  /** The group holds it in a launch hook, until it is told that the node has arrived. */
  ARRIVING_HELD,
  /** It is being taken out of the group, or is out of it. */
  DEPARTING,
  /** It is being taken out, and a hook holds it until the group is told that it has departed. */
  DEPARTING_HELD
}
