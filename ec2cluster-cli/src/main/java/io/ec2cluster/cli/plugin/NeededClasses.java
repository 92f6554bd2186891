package io.ec2cluster.cli.plugin;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The classes that an engine's own classes name, so that a jar that is missing is told at the
 * start, and not in the middle of a promotion. Followed from the engine through the classes of its
 * package and those below it; what its libraries need is their own affair.
 */
final class NeededClasses {
  private final PluginClassLoader loader;

  NeededClasses(PluginClassLoader loader) {
    this.loader = loader;
  }

  /** What is missing, in words; empty if nothing is. */
  List<String> missing(Class<?> engine) throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Deque<Class<?>> own = new ArrayDeque<>(List.of(engine));
    while (!own.isEmpty()) {
      Class<?> type = own.pop();
      for (String name : ClassFile.names(loader.bytes(type))) {
        if (seen.add(name)) {
          find(name, type, engine, own, missing);
        }
      }
    }
    return missing;
  }

  private void find(
      String name, Class<?> user, Class<?> engine, Deque<Class<?>> own, List<String> missing) {
    try {
      Class<?> found = Class.forName(name, false, loader);
      String folder = engine.getPackageName();
      boolean isOwn =
          found.getPackageName().equals(folder) || found.getPackageName().startsWith(folder + ".");
      if (isOwn && found.getClassLoader() == loader) {
        own.push(found);
      }
    } catch (ClassNotFoundException | LinkageError absent) {
      missing.add(user.getName() + " needs " + name + why(name));
    }
  }

  private static String why(String name) {
    return name.startsWith("io.ec2cluster.")
        ? ", which plug-ins do not see: expected a class of ec2cluster's public packages"
        : ", which is not there: put the jar that has it beside the plug-in's own, in one folder";
  }
}
