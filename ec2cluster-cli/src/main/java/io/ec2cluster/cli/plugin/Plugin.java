package io.ec2cluster.cli.plugin;

import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plug-in as it lies on the disk.
 *
 * @param place its jar or folder, by which it is named
 * @param jars its jars
 */
record Plugin(Path place, List<Path> jars) {
  /** Its engines, or why it cannot be used. */
  EngineCatalog load(ClassLoader core, Optional<String> running) {
    try {
      Optional<String> foreign = BuiltAgainst.problem(jars, running);
      return foreign.isPresent() ? leftOut(foreign.get()) : load(core);
    } catch (IOException | LinkageError | RuntimeException failure) {
      return leftOut(failure.toString());
    }
  }

  private EngineCatalog load(ClassLoader core) throws IOException {
    PluginClassLoader loader = new PluginClassLoader(place.toString(), urls(), core);
    EngineCatalog found = loader.call(() -> EngineCatalog.discover(loader));
    if (found.entries().isEmpty() && found.problems().isEmpty()) {
      return leftOut(
          "no jar in it has a META-INF/services/"
              + EngineModule.class.getName()
              + " that names its engine");
    }
    List<String> problems = new ArrayList<>();
    for (EngineCatalog.Entry entry : found.entries()) {
      problems.addAll(missing(loader, entry.module()));
    }
    return problems.isEmpty() ? named(found) : leftOut(String.join("; ", problems));
  }

  private static List<String> missing(PluginClassLoader loader, EngineModule module)
      throws IOException {
    // What an engine declares is asked for here, so that a fault in it is told at the start.
    int unused = loader.call(() -> declared(module));
    return new NeededClasses(loader).missing(module.getClass());
  }

  private static int declared(EngineModule module) {
    return module.summary().length()
        + module.operations().size()
        + module.settings().getRecordComponents().length;
  }

  /** One that is broken in part is left out as a whole. */
  private EngineCatalog named(EngineCatalog found) {
    return found.problems().isEmpty() ? found : leftOut(String.join("; ", found.problems()));
  }

  private EngineCatalog leftOut(String why) {
    return EngineCatalog.without(List.of("the plug-in " + place + " is left out: " + why));
  }

  private URL[] urls() throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
  }
}
