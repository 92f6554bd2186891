package io.ec2cluster.e2e;

import io.ec2cluster.documents.ShownCommand;
import io.ec2cluster.documents.ShownCommand.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The commands that stand in blocks of the documents, until a test has taken each to run it. */
final class ShownLines {
  private final List<ShownCommand> left;

  private ShownLines(List<ShownCommand> left) {
    this.left = new ArrayList<>(left);
  }

  /** Those of all documents and units. */
  static ShownLines all() throws IOException {
    return new ShownLines(
        ShownCommand.all().stream().filter(shown -> shown.form() == Form.WHOLE).toList());
  }

  /**
   * Takes a line out, the first of those that read so.
   *
   * @param document its file, below the project
   * @param line the line without its remark
   * @throws AssertionError if the document does not show it, or not that often
   */
  String take(String document, String line) {
    ShownCommand found =
        left.stream()
            .filter(shown -> shown.place().startsWith(document + ":"))
            .filter(shown -> withoutRemark(shown.text()).equals(line))
            .findFirst()
            .orElseThrow(
                () -> new AssertionError(document + " does not show '" + line + "' (any more)"));
    left.remove(found);
    return found.text();
  }

  /** Takes the lines of a block out, which another test runs as a whole. */
  void takeBlock(String document, String block) {
    left.removeIf(
        shown ->
            shown.place().startsWith(document + ":")
                && block.lines().toList().contains(shown.text()));
  }

  /** What was not taken. */
  List<ShownCommand> left() {
    return List.copyOf(left);
  }

  private static String withoutRemark(String text) {
    return text.replaceFirst("\\s+#.*", "").strip();
  }
}
