package io.ec2cluster.internal.role;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code status} answers.
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

  /** The form for people. */
  String text() {
    StringBuilder text = new StringBuilder();
    LeaseReport.line(text, "cluster", cluster);
    text.append(record.text());
    for (Pooled member : pool) {
      LeaseReport.line(
          text,
          "replica",
          member.instance() + " at " + member.target() + ", weight " + member.weight());
    }
    LeaseReport.line(text, "this node", instance + ": " + node.description());
    LeaseReport.line(text, "data", node.data());
    text.append('\n').append(TextTable.of(rows())).append('\n');
    contradictions.forEach(line -> LeaseReport.line(text, "contradiction", line));
    problems.forEach(line -> LeaseReport.line(text, "problem", line));
    LeaseReport.line(text, "verdict", verdict);
    return text.toString();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "NODE", "ROLE", "INSTANCE", "ANSWERS", "POSITION", "LAG", "SLOT", "POOL", "RECORD"));
    members.forEach(
        member ->
            rows.add(
                List.of(
                    member.instance(),
                    member.role().orElse("-"),
                    member.state().orElse("-"),
                    member.answers(),
                    member.position().orElse("-"),
                    member.lagBytes().map(bytes -> bytes + " B").orElse("-"),
                    member.slot().orElse("-"),
                    member.inPool() ? "in" : "-",
                    member.owner() ? record.state().orElse("-") : "-")));
    return rows;
  }
}
