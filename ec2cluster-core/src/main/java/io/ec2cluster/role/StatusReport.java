package io.ec2cluster.role;

import java.util.List;
import java.util.Optional;

/**
 * What the query {@code status} answers: the value of its {@link io.ec2cluster.spi.Query.Answer}.
 *
 * @param cluster the cluster's name
 * @param instance this node's instance id
 * @param record the role record and the primary name
 * @param pool the members of the replica pool as DNS has them
 * @param node this node
 * @param members every known member, as far as it could be asked
 * @param contradictions what the sources say against each other, each with the next command
 * @param problems what is wrong without a contradiction, each with the next command
 * @param verdict the whole in one line
 */
public record StatusReport(
    String cluster,
    String instance,
    LeaseReport record,
    List<Pooled> pool,
    Node node,
    List<MemberStatus> members,
    List<String> contradictions,
    List<String> problems,
    String verdict) {
  /** A member of the replica pool. */
  public record Pooled(String instance, int weight, String target) {}

  /** This node. */
  public record Node(
      String running,
      Optional<String> role,
      String data,
      Optional<Long> lagBytes,
      String description) {}

  /**
   * A member.
   *
   * @param instance its instance id
   * @param address where its engine was asked
   * @param role as what its engine runs, where it said so
   * @param state the back end's word for its instance, where it is known
   * @param answers {@code yes}, {@code no}, or {@code untold} where the engine cannot be asked
   * @param position how far its data goes
   * @param lagBytes how far it is behind, where that is known
   * @param slot what the primary keeps for it, as the primary tells
   * @param inPool whether it is in the replica pool
   * @param owner whether the role record names it
   * @param description what its engine said
   */
  public record MemberStatus(
      String instance,
      Optional<String> address,
      Optional<String> role,
      Optional<String> state,
      String answers,
      Optional<String> position,
      Optional<Long> lagBytes,
      Optional<String> slot,
      boolean inPool,
      boolean owner,
      String description) {}
}
