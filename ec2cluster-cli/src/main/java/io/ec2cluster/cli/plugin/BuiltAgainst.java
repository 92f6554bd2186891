package io.ec2cluster.cli.plugin;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The version of ec2cluster that a jar was built against, as its manifest tells. Versions agree in
 * their first number; while that is 0 in the first two, because such versions promise nothing
 * (Semantic Versioning 2.0.0, item 4).
 */
final class BuiltAgainst {
  /** The attribute of the manifest's main section; a jar without it is taken at its word. */
  static final String ATTRIBUTE = "Ec2cluster-Version";

  private BuiltAgainst() {}

  /** What is wrong with the jars' versions; empty if nothing is, or none is known. */
  static Optional<String> problem(List<Path> jars, Optional<String> running) throws IOException {
    for (Path jar : jars) {
      Optional<String> built = version(jar);
      if (built.isPresent() && running.isPresent() && !agree(built.get(), running.get())) {
        return Optional.of(
            "it was built against ec2cluster %s, and this is %s; install one that was built against %s"
                .formatted(built.get(), running.get(), series(running.get())));
      }
    }
    return Optional.empty();
  }

  /** Whether what was built against one version may run with another. */
  static boolean agree(String built, String running) {
    return series(built).equals(series(running));
  }

  private static String series(String version) {
    List<String> numbers = Splitter.on('.').splitToList(version);
    boolean promising = !numbers.get(0).equals("0") || numbers.size() < 2;
    return promising ? numbers.get(0) : numbers.get(0) + "." + numbers.get(1);
  }

  private static Optional<String> version(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest == null
          ? Optional.empty()
          : Optional.ofNullable(manifest.getMainAttributes().getValue(ATTRIBUTE));
    }
  }
}
