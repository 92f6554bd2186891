package io.ec2cluster.cli;

import io.ec2cluster.cli.plugin.PluginFolder;
import io.ec2cluster.spi.EngineCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the engines come from: the program's class path, then the folder of plug-ins.
 *
 * @param loader that of the program
 * @param version the program's, where it is known
 * @param named the folder of plug-ins that the command line names
 * @param environment the environment variables
 */
record InstalledEngines(
    ClassLoader loader,
    Optional<String> version,
    Optional<String> named,
    Map<String, String> environment) {
  /**
   * The engines.
   *
   * @throws io.ec2cluster.UsageException if a folder was asked for and cannot be read
   */
  EngineCatalog find() {
    EngineCatalog own = EngineCatalog.discover(loader);
    return plugins().map(folder -> folder.addTo(own, loader, version)).orElse(own);
  }

  /** The words that make another run find the same engines. */
  List<String> again() {
    return plugins().map(PluginFolder::again).orElseGet(List::of);
  }

  private Optional<PluginFolder> plugins() {
    return PluginFolder.find(named, environment);
  }
}
