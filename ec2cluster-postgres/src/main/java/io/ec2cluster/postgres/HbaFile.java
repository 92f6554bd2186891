package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import io.ec2cluster.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lines of {@code pg_hba.conf} that ec2cluster owns: a marked block at the top, because the
 * first line that matches decides (documentation, "The pg_hba.conf File"). It speaks of the
 * replication user alone.
 */
final class HbaFile {
  private static final String BEGIN = "# ec2cluster begin: written by ec2cluster, changes are lost";
  private static final String END = "# ec2cluster end";

  private HbaFile() {}

  /**
   * The lines that let a user replicate from some networks, and ask the database by which pg_rewind
   * reads the primary's files ({@code replication} stands for no database).
   */
  static List<String> lines(String user, List<String> networks, String method) {
    return Stream.of("replication", ServerConnection.DATABASE)
        .flatMap(
            database ->
                networks.stream()
                    .map(
                        network ->
                            "host " + database + " " + quoted(user) + " " + network + " " + method))
        .toList();
  }

  /** A file's text with the block in it, the old one replaced; everything else as it was. */
  static String with(String text, List<String> lines) {
    StringBuilder result = new StringBuilder(BEGIN).append('\n');
    lines.forEach(line -> result.append(line).append('\n'));
    return result.append(END).append('\n').append(without(text)).toString();
  }

  private static String without(String text) {
    List<String> kept = new ArrayList<>();
    boolean inside = false;
    for (String line : Splitter.on('\n').split(text)) {
      boolean begins = line.equals(BEGIN);
      inside |= begins;
      if (!inside) {
        kept.add(line);
      }
      inside &= !line.equals(END);
    }
    if (inside) {
      throw new UsageException(
          "pg_hba.conf holds the line '"
              + BEGIN
              + "' without the line '"
              + END
              + "' after it:"
              + " remove the first or put the second where the block ended");
    }
    return String.join("\n", kept);
  }

  /** In double quotes a name loses the special meaning that {@code all} and others have. */
  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
