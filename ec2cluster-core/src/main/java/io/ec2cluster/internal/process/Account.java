package io.ec2cluster.internal.process;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user of the operating system.
 *
 * @param name the log-in name
 * @param uid the user's number
 * @param gid the number of the user's own group
 * @param home the home directory
 */
record Account(String name, int uid, int gid, String home) {
  private static final Path PASSWD = Path.of("/etc/passwd");

  /** Looks for a user among the local ones. */
  static Optional<Account> findLocal(String name) {
    try (Stream<String> lines = Files.lines(PASSWD)) {
      return lines.flatMap(line -> parse(line).stream()).filter(a -> a.name.equals(name)).findAny();
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot read " + PASSWD + " to look for user '" + name + "': " + failure.getMessage(),
          failure);
    }
  }

  /** Reads one line of the password data base (passwd(5)); empty if it is none. */
  static Optional<Account> parse(String line) {
    List<String> fields = Splitter.on(':').splitToList(line);
    if (fields.size() < 6) {
      return Optional.empty();
    }
    Integer uid = Ints.tryParse(fields.get(2));
    Integer gid = Ints.tryParse(fields.get(3));
    return uid == null || gid == null
        ? Optional.empty()
        : Optional.of(new Account(fields.get(0), uid, gid, fields.get(5)));
  }
}
