package io.ec2cluster.demo;

import io.ec2cluster.internal.json.JsonTree;
import io.ec2cluster.spi.CommandResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of itself at the end.
 *
 * @param node the node
 * @param role as what its engine runs
 * @param rows how many of the rows it has
 * @param verdict what {@code status} concludes
 * @param engine what its engine says
 */
record NodeStatus(DemoNode node, String role, long rows, String verdict, String engine) {
  private static final int GAP = 2;
  private static final List<String> TITLES =
      List.of("NODE", "ADDRESS", "ROLE", "ROWS", "VERDICT", "ENGINE");

  /** Reads the answer of {@code status --output json}. */
  static NodeStatus of(DemoNode node, long rows, CommandResult result) {
    Optional<JsonTree> answer = JsonTree.parse(result.output()).find("answer");
    Optional<JsonTree> engine = answer.flatMap(tree -> tree.find("node"));
    return new NodeStatus(
        node, text(engine, "role"), rows, text(answer, "verdict"), text(engine, "description"));
  }

  /** A table with a line for every node, in the order of their ids. */
  static String table(List<NodeStatus> all) {
    List<List<String>> lines = new ArrayList<>(List.of(TITLES));
    all.stream()
        .sorted(Comparator.comparing(status -> status.node().id()))
        .forEach(status -> lines.add(status.cells()));
    StringBuilder table = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        String cell = line.get(column);
        text.append(cell).append(" ".repeat(width(lines, column) - cell.length() + GAP));
      }
      table.append(text.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private List<String> cells() {
    return List.of(node.id(), node.endpoint(), role, String.valueOf(rows), verdict, engine);
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static String text(Optional<JsonTree> tree, String key) {
    return tree.flatMap(value -> value.find(key)).flatMap(JsonTree::scalar).orElse("-");
  }
}
