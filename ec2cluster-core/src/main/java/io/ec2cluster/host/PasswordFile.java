package io.ec2cluster.host;

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

/** A file that holds a password on one line, not readable by the world. */
public final class PasswordFile {
  private PasswordFile() {}

  /**
   * The password that a file holds, and nothing else beside a line break at its end.
   *
   * @param setting the setting that names the file, for messages
   * @throws UsageException if there is no such file, or it is readable by everybody, empty or of
   *     several lines
   */
  public static Secret read(String setting, Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
        throw new UsageException(
            setting + " " + file + " can be read by everybody: chmod 600 " + file);
      }
      String text = CharMatcher.anyOf("\r\n").trimTrailingFrom(Files.readString(file));
      if (text.isEmpty() || CharMatcher.javaIsoControl().matchesAnyOf(text)) {
        throw new UsageException(
            setting
                + " "
                + file
                + (text.isEmpty() ? " is empty" : " holds more than one line or control characters")
                + ": expected the password alone, on one line");
      }
      return Secret.of(text);
    } catch (NoSuchFileException missing) {
      throw new UsageException(
          setting
              + " "
              + file
              + " does not exist: write the password into it, on one line, the same on every node,"
              + " readable by its owner alone",
          missing);
    } catch (IOException unreadable) {
      throw new UsageException(
          setting + " " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Whether there is such a file. */
  public static boolean exists(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
