package io.ec2cluster.postgres;

import com.google.common.primitives.Ints;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster in Debian's layout, as {@code pg_lsclusters} lists them: read from the same place, the
 * {@code postgresql.conf} files below {@code /etc/postgresql} (pg_lsclusters(1)).
 *
 * @param version the major version
 * @param name the name, {@code main} for the one that the package makes
 * @param configDirectory where its settings are
 * @param dataDirectory where its data is
 */
record DebianCluster(int version, String name, Path configDirectory, Path dataDirectory) {
  private static final String CONF = "postgresql.conf";

  /** The clusters of a machine, by version and name. */
  static List<DebianCluster> all(Machine machine) {
    List<DebianCluster> clusters = new ArrayList<>();
    for (Path version : children(machine.at("/etc/postgresql"))) {
      Optional.ofNullable(Ints.tryParse(version.getFileName().toString()))
          .ifPresent(
              number ->
                  children(version)
                      .forEach(config -> at(machine, number, config).ifPresent(clusters::add)));
    }
    return List.copyOf(clusters);
  }

  /** The instance of the package's unit template. */
  String unit() {
    return "postgresql@" + version + "-" + name + ".service";
  }

  /** Says whether it starts at boot, without systemd and with it. */
  Path startConf() {
    return configDirectory.resolve("start.conf");
  }

  /** Whether it is not started at boot: start.conf says auto, manual or disabled. */
  boolean isStartedByHand() {
    return OwnedFiles.read(startConf())
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .anyMatch(Set.of("manual", "disabled")::contains);
  }

  /** Where pg_ctlcluster sends the server's log: the link {@code log}, else Debian's place. */
  Path logFile(Machine machine) {
    Path link = configDirectory.resolve("log");
    try {
      return Files.isSymbolicLink(link)
          ? configDirectory.resolve(Files.readSymbolicLink(link))
          : machine.at("/var/log/postgresql/postgresql-" + version + "-" + name + ".log");
    } catch (IOException failure) {
      throw OwnedFiles.failed("reading the link", link, failure);
    }
  }

  @Override
  public String toString() {
    return version + "/" + name;
  }

  private static Optional<DebianCluster> at(Machine machine, int version, Path config) {
    Path conf = config.resolve(CONF);
    if (!Files.isRegularFile(conf)) {
      return Optional.empty();
    }
    Map<String, String> values = ConfFile.values(OwnedFiles.read(conf));
    String name = config.getFileName().toString();
    Path data =
        Optional.ofNullable(values.get("data_directory"))
            .map(Path::of)
            .orElseGet(() -> machine.at("/var/lib/postgresql/" + version + "/" + name));
    return Optional.of(new DebianCluster(version, name, config, data));
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", folder, failure);
    }
    children.sort(null);
    return children;
  }
}
