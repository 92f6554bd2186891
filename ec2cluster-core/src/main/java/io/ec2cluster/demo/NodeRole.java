package io.ec2cluster.demo;

import io.ec2cluster.UsageException;
import io.ec2cluster.internal.json.JsonTree;
import io.ec2cluster.spi.CommandResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a node.
 *
 * @param node the node
 * @param role the role that it won or was left with
 * @param epoch the epoch of the role record
 * @param elapsed how long its {@code init} took
 */
record NodeRole(DemoNode node, String role, String epoch, Duration elapsed) {
  /** Reads the report of {@code init --output json}. */
  static NodeRole of(DemoNode node, CommandResult result) {
    JsonTree report = JsonTree.parse(result.output());
    return new NodeRole(
        node,
        report.find("role").flatMap(JsonTree::scalar).orElse("-"),
        report.find("epoch").flatMap(JsonTree::scalar).orElse("-"),
        result.elapsed());
  }

  /** What a report of a failure says; empty where the program ended without a report. */
  static Optional<String> message(CommandResult result) {
    try {
      return JsonTree.parse(result.output()).find("message").flatMap(JsonTree::scalar);
    } catch (UsageException noReport) {
      return Optional.empty();
    }
  }

  String text() {
    return "%s  %s  %-7s  epoch %s, %s"
        .formatted(node.id(), node.endpoint(), role, epoch, Demonstration.seconds(elapsed));
  }
}
