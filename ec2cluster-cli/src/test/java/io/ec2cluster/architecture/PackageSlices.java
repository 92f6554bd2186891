package io.ec2cluster.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/**
 * What may not know each other in a circle: every package is a slice, with two exceptions that are
 * decided in docs/design-notes.md.
 */
final class PackageSlices implements SliceAssignment {
  private static final String ROOT = "io.ec2cluster";

  /** They stand in the root package because users look there first, and use all that is below. */
  private static final Set<String> ENTRANCE = Set.of("Ec2Cluster", "JsonText");

  @Override
  public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
    String packageName = javaClass.getPackageName();
    if (packageName.equals(ROOT)) {
      return SliceIdentifier.of(
          ENTRANCE.contains(outermost(javaClass).getSimpleName()) ? "entrance" : "base");
    }
    if (!packageName.startsWith(ROOT + ".")) {
      return SliceIdentifier.ignore();
    }
    // The public half is what the internal half reads and makes: one piece of work.
    return SliceIdentifier.of(
        packageName.equals(ROOT + ".internal.config") ? ROOT + ".config" : packageName);
  }

  @Override
  public String getDescription() {
    return "packages (the entrance apart from the root's other types, config with internal.config)";
  }

  private static JavaClass outermost(JavaClass javaClass) {
    return javaClass.getEnclosingClass().map(PackageSlices::outermost).orElse(javaClass);
  }
}
