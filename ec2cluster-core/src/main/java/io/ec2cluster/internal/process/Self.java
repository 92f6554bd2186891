package io.ec2cluster.internal.process;

import com.google.common.base.StandardSystemProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * As whom this process runs.
 *
 * @param user the user's log-in name
 * @param superuser whether it may become another user
 */
record Self(String user, boolean superuser) {
  private static final Path OWN_PROCESS = Path.of("/proc/self");

  /** Looks at this process. */
  static Self current() {
    String user = String.valueOf(StandardSystemProperty.USER_NAME.value());
    return new Self(user, isSuperuser(user));
  }

  /** A process's directory belongs to its effective user (proc(5)); without /proc, by name. */
  private static boolean isSuperuser(String user) {
    try {
      return Files.exists(OWN_PROCESS)
          ? Integer.valueOf(0).equals(Files.getAttribute(OWN_PROCESS, "unix:uid"))
          : user.equals("root");
    } catch (IOException | UnsupportedOperationException unreadable) {
      return user.equals("root");
    }
  }
}
