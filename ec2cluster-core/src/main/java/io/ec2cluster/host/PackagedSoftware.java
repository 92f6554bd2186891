package io.ec2cluster.host;

import java.nio.file.Path;
import java.util.List;

/** Software that the distribution's packages hold. */
public interface PackagedSoftware {
  /** Its name, for people. */
  String name();

  /** Where it was looked for on the machine before it is fetched, for messages. */
  String searched();

  /** What to install by hand where it cannot be fetched. */
  String advice();

  /**
   * Which packages to fetch.
   *
   * @param lists the distribution's lists
   * @throws io.ec2cluster.EnvironmentException if the distribution has none
   */
  Selection select(Lists lists) throws InterruptedException;

  /** Whether a package that it depends on holds a library that it may load; {@code lib…} does. */
  default boolean mayLoad(String library) {
    return library.startsWith("lib");
  }

  /** The distribution's lists of packages. */
  @FunctionalInterface
  interface Lists {
    /** What {@code apt-cache depends} says of a package. */
    String depends(String packageName) throws InterruptedException;
  }

  /**
   * What to fetch.
   *
   * @param packages the packages, the one with the server first
   * @param programs the folder of its programs, from the root of the file tree, relative
   */
  record Selection(List<String> packages, Path programs) {
    /** Copies the packages. */
    public Selection {
      packages = List.copyOf(packages);
    }
  }
}
