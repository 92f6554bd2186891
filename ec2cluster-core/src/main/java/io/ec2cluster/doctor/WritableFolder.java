package io.ec2cluster.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** A folder that this process has to write to; one that is missing is made when it is needed. */
public final class WritableFolder {
  private WritableFolder() {}

  /** The inspection of a folder. */
  public static Inspection inspection(String subject, Path folder, String setting) {
    return new Inspection(
        subject,
        "check the folder, or name another: " + setting,
        () -> look(folder, setting, Files::isWritable));
  }

  /**
   * Looks.
   *
   * @param writable which folders this process may write
   */
  static Finding look(Path folder, String setting, Predicate<Path> writable) {
    Path there = nearest(folder);
    String user = System.getProperty("user.name", "?");
    if (!Files.isDirectory(there)) {
      return Finding.problem(
          "%s is no folder, and %s is to be one".formatted(there, folder),
          "move it away, or name another folder: " + setting);
    }
    if (!writable.test(there) || !Files.isExecutable(there)) {
      return Finding.problem(
          "user '%s' cannot write to %s".formatted(user, there)
              + (there.equals(folder.toAbsolutePath())
                  ? ""
                  : ", where " + folder + " is to be made"),
          "run as a user who can, give '%s' the right to write there, or name another folder: %s"
              .formatted(user, setting));
    }
    return Finding.ok(
        folder + (Files.exists(folder) ? " can be written" : " is missing and can be made"));
  }

  /** What of a path is there: itself, else the nearest above it. */
  static Path nearest(Path path) {
    Path there = path.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }
}
