package io.ec2cluster.role;

/** How the election ended for this node. */
public sealed interface Decision {
  /** The role. */
  Role role();

  /**
   * This node holds the record.
   *
   * @param tenure the record, to publish or release
   * @param grounds by which rule it was won
   */
  record Won(Tenure tenure, Verdict.Grounds grounds) implements Decision {
    @Override
    public Role role() {
      return Role.PRIMARY;
    }
  }

  /**
   * Another node is the published primary.
   *
   * @param leader who it is
   */
  record Lost(Leader leader) implements Decision {
    @Override
    public Role role() {
      return Role.REPLICA;
    }
  }
}
