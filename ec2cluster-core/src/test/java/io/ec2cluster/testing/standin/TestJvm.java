package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests as a process of its own, on this process's Java and class path. */
public final class TestJvm {
  private TestJvm() {}

  /** The argument vector of one. */
  public static List<String> vector(Class<?> main, String... arguments) {
    List<String> vector =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                // What surefire puts into its own manifest-only jar.
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
    vector.addAll(List.of(arguments));
    return vector;
  }

  /** Starts one; its errors are in its output. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return new ProcessBuilder(vector(main, arguments)).redirectErrorStream(true).start();
  }
}
