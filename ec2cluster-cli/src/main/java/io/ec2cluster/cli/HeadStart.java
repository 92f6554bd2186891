package io.ec2cluster.cli;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;

/**
 * Begins ahead, on a thread of its own, what every reading of YAML or JSON waits for: from Java 22
 * on, the first touch of {@link BigDecimal} computes large powers, for 14 ms.
 */
final class HeadStart {
  /** Commands that read neither. */
  private static final List<String> WITHOUT =
      List.of("--help", "-h", "--version", "engines", "completion");

  private HeadStart() {}

  /** Begins it, unless the command does without. */
  static void begin(List<String> arguments) {
    if (!arguments.isEmpty() && Collections.disjoint(arguments, WITHOUT)) {
      Thread thread = new Thread(HeadStart::touch, "ec2cluster-head-start");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void touch() {
    var unused = BigDecimal.ZERO.signum();
  }
}
