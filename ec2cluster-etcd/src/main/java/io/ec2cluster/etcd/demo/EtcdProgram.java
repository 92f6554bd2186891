package io.ec2cluster.etcd.demo;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An etcd that runs here.
 *
 * @param version as it tells it itself
 */
record EtcdProgram(Path path, String version) {
  private static final Pattern VERSION = Pattern.compile("etcd Version: (3\\.\\S+)");

  /**
   * What is installed, or was fetched before; else it is fetched.
   *
   * @param fetch whether that of a package is wanted, also where another is installed
   */
  static EtcdProgram find(
      OperationContext context, Machine machine, Map<String, String> environment, boolean fetch)
      throws InterruptedException {
    AptPackages packages =
        new AptPackages(context.commands(), machine, context.progress(), new EtcdPackages());
    PackageCache cache = PackageCache.of("etcd", machine, environment, packages);
    List<Path> folders = new ArrayList<>();
    if (!fetch) {
      folders.addAll(machine.searchPath());
      folders.add(machine.at("/usr/bin"));
      folders.add(machine.at("/usr/local/bin"));
    }
    folders.addAll(cache.folders());
    for (Path folder : folders) {
      Optional<EtcdProgram> program = usable(context, folder);
      if (program.isPresent()) {
        return program.get();
      }
    }
    Path fetched = cache.fetch();
    return usable(context, fetched)
        .orElseThrow(
            () -> new EnvironmentException(fetched + " holds no etcd 3.4 or newer that runs here"));
  }

  private static Optional<EtcdProgram> usable(OperationContext context, Path folder)
      throws InterruptedException {
    Path program = folder.resolve("etcd");
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    CommandResult result =
        context.commands().run(Command.of(List.of(program.toString(), "--version")));
    Matcher matcher = VERSION.matcher(result.output());
    return result.succeeded() && matcher.find()
        ? Optional.of(new EtcdProgram(program, matcher.group(1)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "etcd " + version + ", " + path;
  }
}
