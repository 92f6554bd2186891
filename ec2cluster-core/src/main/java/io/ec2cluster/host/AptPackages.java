package io.ec2cluster.host;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Downloads and unpacks software from the distribution's packages as any user, without installing
 * anything: apt with lists and archives of its own. The signatures are checked by the machine's own
 * keys, as always.
 */
public final class AptPackages {
  private static final Duration DOWNLOAD = Duration.ofMinutes(10);
  private static final Map<String, String> PLAIN = ImmutableMap.of("LC_ALL", "C");
  private static final Pattern NOT_FOUND = Pattern.compile("(\\S+) => not found");

  private static final Pattern DEPENDENCY =
      Pattern.compile("^ *\\|?(?:Pre)?Depends: ([a-z0-9.+-]+)$", Pattern.MULTILINE);

  private final Commands commands;
  private final Machine machine;
  private final StepContext progress;
  private final PackagedSoftware software;

  /** What fetches a software. */
  public AptPackages(
      Commands commands, Machine machine, StepContext progress, PackagedSoftware software) {
    this.commands = commands;
    this.machine = machine;
    this.progress = progress;
    this.software = software;
  }

  /**
   * Fetches what the distribution has.
   *
   * @param work an empty directory to do it in
   * @throws EnvironmentException if it cannot be had; says what to install
   */
  public UnpackedSoftware fetch(Path work) throws InterruptedException {
    require("apt-get", "apt-cache", "dpkg-deb", "dpkg-query", "ldd");
    makeFolders(work);
    progress.progress(
        "no " + software.name() + " to use here: asking the distribution's packages for one");
    run(apt(work, "apt-get", "-q update", List.of()), "reading the lists of packages");
    PackagedSoftware.Selection selection = software.select(name -> depends(work, name));
    String server = selection.packages().get(0);
    progress.progress("downloading " + server + ", which is not installed by that");
    unpack(work, selection.packages());
    Path tree = tree(work);
    complete(work, selection.packages(), selection.programs());
    return new UnpackedSoftware(
        archive(work, server),
        tree,
        list(tree.resolve(selection.programs())).stream().map(tree::relativize).toList(),
        LibraryFolders.in(tree));
  }

  private String depends(Path work, String name) throws InterruptedException {
    return run(apt(work, "apt-cache", "depends", List.of(name)), "looking for " + software.name())
        .output();
  }

  /** Adds what this machine lacks of the packages' dependencies, until every library is there. */
  private void complete(Path work, List<String> packages, Path programs)
      throws InterruptedException {
    Set<String> fetched = new LinkedHashSet<>(packages);
    List<String> missing = missing(tree(work), programs);
    while (!missing.isEmpty()) {
      List<String> added = newLibraries(work, fetched);
      if (added.isEmpty()) {
        throw new EnvironmentException(
            "fetched "
                + fetched
                + ", and the libraries "
                + missing
                + " are not among them: "
                + software.advice());
      }
      unpack(work, added);
      fetched.addAll(added);
      missing = missing(tree(work), programs);
    }
  }

  private void unpack(Path work, List<String> packages) throws InterruptedException {
    Path archives = work.resolve("archives");
    Set<Path> before = new HashSet<>(list(archives));
    run(apt(work, "apt-get", "-q download", packages).in(archives), "downloading " + packages);
    for (Path archive : list(archives)) {
      if (!before.contains(archive)) {
        List<String> unpack = List.of("dpkg-deb", "-x", archive.toString(), tree(work).toString());
        run(Command.of(unpack).within(DOWNLOAD), "unpacking " + archive);
      }
    }
  }

  /** The libraries that packages depend on and that are not installed. */
  private List<String> newLibraries(Path work, Set<String> packages) throws InterruptedException {
    CommandResult depends =
        run(apt(work, "apt-cache", "depends", packages), "looking for libraries");
    List<String> query = List.of("dpkg-query", "-W", "-f=${db:Status-Abbrev}${Package}\n");
    CommandResult installed = run(Command.of(query), "looking for what is installed");
    List<String> all = Splitter.on('\n').splitToList(installed.output());
    return DEPENDENCY
        .matcher(depends.output())
        .results()
        .map(found -> found.group(1))
        .distinct()
        .filter(software::mayLoad)
        .filter(name -> !packages.contains(name) && !all.contains("ii " + name))
        .toList();
  }

  /** The libraries that the programs do not find. */
  private List<String> missing(Path tree, Path programs) throws InterruptedException {
    List<String> vector = new ArrayList<>(List.of("ldd"));
    list(tree.resolve(programs)).forEach(program -> vector.add(program.toString()));
    Command ldd =
        Command.of(vector)
            .withEnvironment(PLAIN)
            .withEnvironment(
                Map.of("LD_LIBRARY_PATH", LibraryFolders.path(tree, LibraryFolders.in(tree))));
    return NOT_FOUND
        .matcher(commands.run(ldd).output())
        .results()
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  private static String archive(Path work, String server) {
    return list(work.resolve("archives")).stream()
        .map(archive -> String.valueOf(archive.getFileName()))
        .filter(name -> name.startsWith(server + "_"))
        .map(name -> name.replace(".deb", ""))
        .findFirst()
        .orElseThrow(() -> new EnvironmentException("apt-get downloaded no archive of " + server));
  }

  private static Path tree(Path work) {
    return work.resolve("tree");
  }

  private void makeFolders(Path work) {
    try {
      for (String folder : List.of("state/lists/partial", "cache/archives/partial", "archives")) {
        Files.createDirectories(work.resolve(folder));
      }
      Files.createDirectories(tree(work));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making directories in", work, failure);
    }
  }

  /** For root apt would become another user, who may not enter the directory. */
  private static Command apt(
      Path work, String program, String action, Collection<String> packages) {
    List<String> vector = new ArrayList<>(List.of(program));
    vector.addAll(List.of("-o", "Dir::State=" + work.resolve("state")));
    vector.addAll(List.of("-o", "Dir::Cache=" + work.resolve("cache")));
    vector.addAll(List.of("-o", "APT::Sandbox::User=root"));
    vector.addAll(Splitter.on(' ').splitToList(action));
    vector.addAll(packages);
    return Command.of(vector).withEnvironment(PLAIN).within(DOWNLOAD);
  }

  private CommandResult run(Command command, String purpose) throws InterruptedException {
    CommandResult result = commands.run(command);
    if (!result.succeeded()) {
      throw new EnvironmentException(
          purpose
              + " failed: "
              + command.arguments().get(0)
              + (result.timedOut()
                  ? " was not done within " + command.timeout().toSeconds() + " s"
                  : " ended with exit code " + result.exitCode())
              + ": "
              + result.lastWords(10)
              + "\n"
              + software.advice());
    }
    return result;
  }

  private void require(String... programs) {
    for (String program : programs) {
      if (machine.find(program).isEmpty()) {
        throw new EnvironmentException(
            "there is no "
                + software.name()
                + " on this machine (looked in "
                + software.searched()
                + "), and no program '"
                + program
                + "' to fetch it with: "
                + software.advice());
      }
    }
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(entries::add);
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", folder, failure);
    }
    return entries;
  }
}
