package io.ec2cluster.host;

import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user of the operating system that a server runs as. Thread-safe.
 *
 * @param setting the setting that names it, for messages, such as {@code postgres.user}
 * @param configured what the setting says
 */
public record ServerUser(String setting, Optional<String> configured) {
  /**
   * The user: as a plain user oneself; as root the one that is configured, else the owner of the
   * data, else a default.
   *
   * @param data the server's data, which need not exist
   * @param otherwise the default
   * @throws UsageException if this process cannot become the user that is configured, or there is
   *     no such user
   */
  public String on(Machine machine, Path data, String otherwise) {
    if (!machine.privileged()) {
      configured
          .filter(user -> !user.equals(machine.user()))
          .ifPresent(user -> refuse(user, machine));
      return machine.user();
    }
    String user = configured.or(() -> owner(data)).orElse(otherwise);
    if (machine.findUser(user).isEmpty()) {
      throw new UsageException(
          "there is no user '"
              + user
              + "' on this machine: set "
              + setting
              + " to an unprivileged one");
    }
    return user;
  }

  private void refuse(String user, Machine machine) {
    throw new UsageException(
        setting
            + " is '"
            + user
            + "', but this process runs as '"
            + machine.user()
            + "': run ec2cluster as root or as '"
            + user
            + "'");
  }

  /** Data that root has made belong to nobody yet. */
  private static Optional<String> owner(Path data) {
    try {
      return Files.isDirectory(data)
          ? Optional.of(Files.getOwner(data).getName()).filter(name -> !name.equals("root"))
          : Optional.empty();
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("reading the owner of", data, unreadable);
    }
  }
}
