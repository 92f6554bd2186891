package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.internal.json.JsonTree;
import java.util.List;

/** How a command ended and what it said. */
record ToolResult(int exitCode, String output, String errors) {
  /** Fails with everything that was said, unless it ended so. */
  ToolResult expect(int expected) {
    assertThat(exitCode).as(toString()).isEqualTo(expected);
    return this;
  }

  /** A text or number of the JSON report; "" where it is null. */
  String text(String key) {
    return text(report(), key);
  }

  /** The names of the steps of the JSON report that ended so. */
  List<String> steps(String outcome) {
    return items().stream()
        .filter(step -> text(step, "outcome").equals(outcome))
        .map(step -> text(step, "name"))
        .toList();
  }

  /** The names of the steps of a dry run that it shows without a branch, or in this one. */
  List<String> stepsOn(String branch) {
    return items().stream()
        .filter(step -> List.of("", branch).contains(text(step, "branch")))
        .map(step -> text(step, "name"))
        .toList();
  }

  /** The names of all steps of the JSON report. */
  List<String> steps() {
    return items().stream().map(step -> text(step, "name")).toList();
  }

  private List<JsonTree> items() {
    return report()
        .find("steps")
        .map(steps -> ((JsonTree.Items) steps).items())
        .orElseThrow(() -> new AssertionError("no steps: " + this));
  }

  private JsonTree report() {
    try {
      return JsonTree.parse(output);
    } catch (RuntimeException e) {
      throw new AssertionError("no JSON report: " + this, e);
    }
  }

  private static String text(JsonTree tree, String key) {
    return tree.find(key).flatMap(JsonTree::scalar).orElse("");
  }
}
