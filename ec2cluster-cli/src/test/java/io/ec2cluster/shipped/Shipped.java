package io.ec2cluster.shipped;

import java.nio.file.Path;

/** Where the build has put what is shipped. */
final class Shipped {
  private Shipped() {}

  /** The runnable jar. */
  static Path jar() {
    return Path.of("target", "ec2cluster.jar").toAbsolutePath();
  }

  /** The launcher in the source folder. */
  static Path launcher() {
    return Path.of("bin", "ec2cluster").toAbsolutePath();
  }

  /** The Java that runs the tests. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The classes of the tests, for modules that are put on the class path. */
  static Path testClasses() {
    return Path.of("target", "test-classes").toAbsolutePath();
  }
}
