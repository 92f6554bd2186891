package io.ec2cluster.redis;

import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.host.ServerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the layout from the settings and the machine: what is not given is looked for. */
final class LayoutFinder {
  private static final int DEFAULT_PORT = 6379;
  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");
  private static final List<String> UNIT_FOLDERS =
      List.of("/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system");

  /** Where the packages put their configuration: Debian's and Fedora's, of both names. */
  private static final List<String> PACKAGED =
      List.of(
          "/etc/redis/redis.conf",
          "/etc/valkey/valkey.conf",
          "/etc/redis.conf",
          "/etc/valkey.conf");

  private final RedisSettings settings;
  private final Machine machine;

  LayoutFinder(RedisSettings settings, Machine machine) {
    this.settings = settings;
    this.machine = machine;
  }

  RedisLayout find() {
    Path config = configFile();
    RedisConf conf = RedisConf.read(config);
    Path directory = normal(directory(config, conf));
    String name = config.getFileName() + "";
    String stem = name.endsWith(".conf") ? name.substring(0, name.length() - 5) : name;
    return new RedisLayout(
        program(config),
        config,
        settings.includeFile().orElse(config.resolveSibling(stem + ".ec2cluster.conf")),
        directory,
        unit(config),
        user(directory),
        port(conf),
        logFile(conf, directory));
  }

  private Path configFile() {
    if (settings.configFile().isPresent()) {
      return settings.configFile().get();
    }
    Optional<Path> packaged =
        PACKAGED.stream().map(machine::at).filter(Files::isRegularFile).findFirst();
    if (settings.dataDirectory().isEmpty()) {
      return packaged.orElseThrow(
          () ->
              new UsageException(
                  "neither redis.config-file nor redis.data-directory is set, and no package's"
                      + " configuration was found (looked for "
                      + String.join(", ", PACKAGED)
                      + "): install the server, on Debian 'apt-get install redis-server' or"
                      + " 'valkey-server', or set them"));
    }
    Path wanted = normal(settings.dataDirectory().get());
    return packaged
        .filter(file -> directoryIn(RedisConf.read(file)).map(wanted::equals).orElse(false))
        .orElseGet(() -> wanted.resolveSibling(wanted.getFileName() + ".conf"));
  }

  private Path directory(Path config, RedisConf conf) {
    return settings
        .dataDirectory()
        .or(() -> directoryIn(conf))
        .orElseThrow(
            () ->
                new UsageException(
                    config
                        + " has no 'dir' that is an absolute path: set redis.data-directory to the"
                        + " server's working directory"));
  }

  private static Optional<Path> directoryIn(RedisConf conf) {
    return conf.value("dir").map(Path::of).filter(Path::isAbsolute);
  }

  private static Path normal(Path path) {
    try {
      return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("resolving", path, unreadable);
    }
  }

  private Path program(Path config) {
    if (settings.program().isPresent()) {
      return settings.program().get();
    }
    boolean valkey = config.toString().contains("valkey");
    List<String> names = valkey ? List.of(PROGRAMS.get(1), PROGRAMS.get(0)) : PROGRAMS;
    return names.stream()
        .flatMap(name -> machine.find(name).stream())
        .findFirst()
        .or(
            () ->
                names.stream()
                    .map(name -> machine.at("/usr/bin/" + name))
                    .filter(Files::isExecutable)
                    .findFirst())
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "neither redis-server nor valkey-server was found (looked in the PATH and"
                        + " /usr/bin): install one, on Debian 'apt-get install redis-server', or set"
                        + " redis.program"));
  }

  /** Debian's unit is named after the program, Fedora's after the software. */
  private Optional<String> unit(Path config) {
    if (PACKAGED.stream().map(machine::at).noneMatch(config::equals)) {
      return Optional.empty();
    }
    String software = config.toString().contains("valkey") ? "valkey" : "redis";
    return Stream.of(software + "-server.service", software + ".service")
        .filter(
            unit ->
                UNIT_FOLDERS.stream()
                    .map(folder -> machine.at(folder).resolve(unit))
                    .anyMatch(Files::exists))
        .findFirst()
        .or(() -> Optional.of(software + "-server.service"));
  }

  private String user(Path directory) {
    return new ServerUser("redis.user", settings.user())
        .on(machine, directory, RedisPackages.user(machine));
  }

  private int port(RedisConf conf) {
    return settings
        .port()
        .or(() -> conf.value(settings.tls() ? "tls-port" : "port").flatMap(LayoutFinder::number))
        .filter(port -> port > 0)
        .orElse(DEFAULT_PORT);
  }

  private static Optional<Integer> number(String text) {
    return Optional.ofNullable(Ints.tryParse(text));
  }

  private Path logFile(RedisConf conf, Path directory) {
    return settings
        .logFile()
        .or(() -> conf.value("logfile").map(directory::resolve))
        .orElseGet(() -> directory.resolveSibling(directory.getFileName() + ".log"));
  }
}
