package io.ec2cluster.postgres;

import com.google.common.base.CharMatcher;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The file that the user gives with the password, and the one that libpq reads. */
final class PassFile {
  private PassFile() {}

  /** The password that a file holds, and nothing else beside a line break at its end. */
  static Secret read(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
        throw new UsageException(
            "postgres.password-file " + file + " can be read by everybody: chmod 600 " + file);
      }
      String text = CharMatcher.anyOf("\r\n").trimTrailingFrom(Files.readString(file));
      if (text.isEmpty() || CharMatcher.javaIsoControl().matchesAnyOf(text)) {
        throw new UsageException(
            "postgres.password-file "
                + file
                + (text.isEmpty() ? " is empty" : " holds more than one line or control characters")
                + ": expected the password of the replication user alone, on one line");
      }
      return Secret.of(text);
    } catch (NoSuchFileException missing) {
      throw new UsageException(
          "postgres.password-file "
              + file
              + " does not exist: write the password of the replication user into it, on one line,"
              + " the same on every node, readable by its owner alone",
          missing);
    } catch (IOException unreadable) {
      throw new UsageException(
          "postgres.password-file " + file + " cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
  }

  /** Whether there is such a file. */
  static boolean exists(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** The line of a libpq password file that gives a user a password on every host. */
  static String content(String user, Secret password) {
    return "*:*:*:" + escaped(user) + ":" + escaped(password.reveal()) + "\n";
  }

  private static String escaped(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }
}
