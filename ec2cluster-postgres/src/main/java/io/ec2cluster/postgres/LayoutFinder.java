package io.ec2cluster.postgres;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.host.ServerUser;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the layout from the settings and the machine: what is not given is looked for. */
final class LayoutFinder {
  private static final int OLDEST = 11;
  private static final int NEWEST_LOOKED_FOR = 30;
  private static final int DEFAULT_PORT = 5432;
  private static final Pattern VERSION = Pattern.compile("postgres \\(PostgreSQL\\) (\\d+)");

  private final PostgresSettings settings;
  private final Machine machine;
  private final Commands commands;

  LayoutFinder(PostgresSettings settings, Machine machine, Commands commands) {
    this.settings = settings;
    this.machine = machine;
    this.commands = commands;
  }

  PostgresLayout find() throws InterruptedException {
    List<DebianCluster> clusters = DebianCluster.all(machine);
    Path data = dataDirectory(clusters);
    Optional<DebianCluster> debian =
        clusters.stream().filter(cluster -> isOf(cluster, data)).findFirst();
    OptionalInt wanted = wantedVersion(data, debian);
    Path bin = binDirectory(wanted, data);
    Path config =
        settings
            .configDirectory()
            .orElseGet(() -> debian.map(DebianCluster::configDirectory).orElse(data));
    return new PostgresLayout(
        version(bin), bin, data, config, debian, user(data), port(config), logFile(data, debian));
  }

  private boolean isOf(DebianCluster cluster, Path data) {
    return settings
        .configDirectory()
        .map(config -> config.equals(cluster.configDirectory()))
        .orElseGet(() -> normal(cluster.dataDirectory()).equals(data));
  }

  private Path dataDirectory(List<DebianCluster> clusters) {
    if (settings.dataDirectory().isPresent()) {
      return normal(settings.dataDirectory().get());
    }
    List<DebianCluster> candidates =
        clusters.stream()
            .filter(
                cluster ->
                    settings.configDirectory().map(cluster.configDirectory()::equals).orElse(true))
            .toList();
    if (candidates.size() == 1) {
      return normal(candidates.get(0).dataDirectory());
    }
    if (!candidates.isEmpty()) {
      throw new UsageException(
          "postgres.data-directory is not set, and this machine has the clusters "
              + candidates
              + ": set it to the data directory of the one that is meant");
    }
    return packagedDirectories()
        .filter(Files::isDirectory)
        .findFirst()
        .map(LayoutFinder::normal)
        .orElseThrow(
            () ->
                new UsageException(
                    "postgres.data-directory is not set, and no package's data directory was found"
                        + " (looked below /etc/postgresql and /var/lib/pgsql): set it, for example"
                        + " to /var/lib/postgresql/data"));
  }

  private Stream<Path> packagedDirectories() {
    return Stream.concat(
        versions().mapToObj(v -> machine.at("/var/lib/pgsql/" + v + "/data")),
        Stream.of(machine.at("/var/lib/pgsql/data")));
  }

  /** A data directory may be reached by a link; renaming must happen where it really is. */
  private static Path normal(Path path) {
    try {
      if (!Files.exists(path) && Files.isSymbolicLink(path)) {
        return normal(path.resolveSibling(Files.readSymbolicLink(path)));
      }
      return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("resolving", path, unreadable);
    }
  }

  private static OptionalInt wantedVersion(Path data, Optional<DebianCluster> debian) {
    Path rewinding = DataDirectory.rewinding(data);
    Path file = (Files.exists(rewinding) ? rewinding : data).resolve("PG_VERSION");
    Integer version =
        Files.isReadable(file)
            ? Ints.tryParse(CharMatcher.whitespace().trimFrom(OwnedFiles.read(file)))
            : null;
    if (version != null) {
      return OptionalInt.of(version);
    }
    return debian.map(cluster -> OptionalInt.of(cluster.version())).orElse(OptionalInt.empty());
  }

  private Path binDirectory(OptionalInt wanted, Path data) {
    if (settings.binDirectory().isPresent()) {
      return settings.binDirectory().get();
    }
    Stream<Path> packaged =
        (wanted.isPresent() ? IntStream.of(wanted.getAsInt()) : versions())
            .boxed()
            .flatMap(
                v ->
                    Stream.of(
                        machine.at("/usr/lib/postgresql/" + v + "/bin"),
                        machine.at("/usr/pgsql-" + v + "/bin")));
    Stream<Path> elsewhere =
        Stream.concat(machine.searchPath().stream(), Stream.of(machine.at("/usr/local/pgsql/bin")));
    return Stream.concat(packaged, elsewhere)
        .map(folder -> folder.resolve("postgres"))
        .filter(Files::isExecutable)
        .findFirst()
        // The PATH may hold a link to the program alone; the others are where it really is.
        .map(postgres -> normal(postgres).resolveSibling(""))
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "the programs of PostgreSQL"
                        + wanted.stream().mapToObj(v -> " " + v).findFirst().orElse("")
                        + " for the data directory "
                        + data
                        + " were not found (looked in /usr/lib/postgresql, /usr/pgsql-*,"
                        + " /usr/local/pgsql/bin and the PATH): install the server package, on"
                        + " Debian 'apt-get install postgresql"
                        + wanted.stream().mapToObj(v -> "-" + v).findFirst().orElse("")
                        + "', or set postgres.bin-directory"));
  }

  private int version(Path bin) throws InterruptedException {
    Path postgres = bin.resolve("postgres");
    if (!Files.isExecutable(postgres)) {
      throw new EnvironmentException(
          "there is no program "
              + postgres
              + ": set postgres.bin-directory to the folder that holds postgres, initdb and pg_ctl");
    }
    CommandResult result = commands.run(Command.of(List.of(postgres.toString(), "-V")));
    Matcher matcher = VERSION.matcher(result.output());
    if (!result.succeeded() || !matcher.lookingAt()) {
      throw new EnvironmentException(
          postgres + " -V did not tell its version: " + result.lastWords(3));
    }
    int version = Integer.parseInt(matcher.group(1));
    if (version < OLDEST) {
      throw new EnvironmentException(
          postgres + " is version " + version + ": PostgreSQL " + OLDEST + " or newer is needed");
    }
    return version;
  }

  private String user(Path data) {
    String user = new ServerUser("postgres.user", settings.user()).on(machine, data, "postgres");
    if (user.equals("root")) {
      throw new UsageException(
          "the server cannot run as 'root': PostgreSQL refuses to. Set postgres.user to an"
              + " unprivileged user");
    }
    return user;
  }

  private int port(Path config) {
    Path conf = config.resolve("postgresql.conf");
    return settings
        .port()
        .or(
            () ->
                Files.isReadable(conf)
                    ? Optional.ofNullable(ConfFile.values(OwnedFiles.read(conf)).get("port"))
                        .map(Ints::tryParse)
                    : Optional.empty())
        .orElse(DEFAULT_PORT);
  }

  private Path logFile(Path data, Optional<DebianCluster> debian) {
    return settings
        .logFile()
        .orElseGet(
            () ->
                debian
                    .map(cluster -> cluster.logFile(machine))
                    .orElseGet(() -> data.resolveSibling(data.getFileName() + ".log")));
  }

  private static IntStream versions() {
    return IntStream.rangeClosed(OLDEST, NEWEST_LOOKED_FOR)
        .map(v -> NEWEST_LOOKED_FOR + OLDEST - v);
  }
}
