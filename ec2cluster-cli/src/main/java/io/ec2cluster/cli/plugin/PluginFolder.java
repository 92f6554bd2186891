package io.ec2cluster.cli.plugin;

import io.ec2cluster.UsageException;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that plug-ins are put into: each a jar, or a sub-folder of a jar and those that it
 * needs. A start without one costs one look at the file system.
 *
 * @param directory the folder
 * @param asked who asked for it, for messages: the option or the variable; empty for the standard
 *     one, which need not be there
 */
public record PluginFolder(Path directory, Optional<String> asked) {
  /** The option that names it. */
  public static final String OPTION = "--plugins";

  /** The variable that names it where no option does; empty for none at all. */
  public static final String VARIABLE = "EC2CLUSTER_PLUGINS";

  private static final Path STANDARD = Path.of("/etc/ec2cluster/plugins");
  private static final String JAR = ".jar";

  /**
   * The option's folder, else the variable's, else the standard one where there is one.
   *
   * @throws UsageException if a name is none that a folder can have
   */
  public static Optional<PluginFolder> find(
      Optional<String> named, Map<String, String> environment) {
    if (named.isPresent()) {
      return Optional.of(of(named.get(), OPTION));
    }
    String variable = environment.get(VARIABLE);
    if (variable != null) {
      return variable.isEmpty() ? Optional.empty() : Optional.of(of(variable, VARIABLE));
    }
    return Files.isDirectory(STANDARD)
        ? Optional.of(new PluginFolder(STANDARD, Optional.empty()))
        : Optional.empty();
  }

  private static PluginFolder of(String name, String asked) {
    try {
      return new PluginFolder(Path.of(name).toAbsolutePath().normalize(), Optional.of(asked));
    } catch (InvalidPathException invalid) {
      throw new UsageException(
          asked + ": found a name that no folder can have (" + invalid.getReason() + ")", invalid);
    }
  }

  /**
   * The engines of the program and those of the plug-ins. A plug-in that cannot be used is left out
   * and stands in the catalog's problems; so is one whose id is taken.
   *
   * @param core the loader of ec2cluster itself
   * @param running the version of ec2cluster, where it is known
   * @throws UsageException if the folder was asked for and cannot be read
   */
  public EngineCatalog addTo(EngineCatalog own, ClassLoader core, Optional<String> running) {
    EngineCatalog all = own;
    for (Plugin plugin : plugins()) {
      all = all.plus(plugin.load(core, running));
    }
    return all.with(PluginFolder::inItsLoader);
  }

  /** The words that make another run of the program use the same folder. */
  public List<String> again() {
    return asked.isPresent() ? List.of(OPTION, directory.toString()) : List.of();
  }

  private static EngineModule inItsLoader(EngineModule module) {
    return module.getClass().getClassLoader() instanceof PluginClassLoader loader
        ? new PluginBoundary(loader).around(module)
        : module;
  }

  private List<Plugin> plugins() {
    List<Plugin> plugins = new ArrayList<>();
    for (Path entry : listed(directory)) {
      if (Files.isDirectory(entry)) {
        plugins.add(new Plugin(entry, listed(entry).stream().filter(PluginFolder::isJar).toList()));
      } else if (isJar(entry)) {
        plugins.add(new Plugin(entry, List.of(entry)));
      }
    }
    return plugins;
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(JAR) && Files.isRegularFile(file);
  }

  /** In the order of their names, so that of two with one id always the same one is used. */
  private List<Path> listed(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UsageException(
          "the folder of plug-ins %s (%s) cannot be read: %s; expected a folder of jars, or of folders with jars"
              .formatted(folder, asked.orElse("the standard one"), failure),
          failure);
    }
  }
}
