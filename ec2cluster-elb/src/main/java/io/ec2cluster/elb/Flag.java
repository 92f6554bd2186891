package io.ec2cluster.elb;

import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** A file by which people say that this instance is not to be touched. */
final class Flag {
  private final List<Path> files;

  Flag(ElbSettings settings) {
    this(List.of(settings.flagFile(), ElbSettings.EARLIER_FLAG_FILE));
  }

  Flag(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /** Those that are looked for. */
  List<Path> files() {
    return files;
  }

  /**
   * The file that is there, if one is.
   *
   * @throws EnvironmentException if that cannot be seen: not seen is not absent
   */
  Optional<Path> find() {
    return files.stream().filter(Flag::isThere).findFirst();
  }

  private static boolean isThere(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    } catch (IOException unseen) {
      throw new EnvironmentException(
          "whether the flag file %s is there cannot be seen: %s. Expected a directory that this user may search; nothing was done"
              .formatted(file, unseen),
          unseen);
    }
  }
}
