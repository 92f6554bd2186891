package io.ec2cluster.host;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;

/**
 * The machine as the engine sees it.
 *
 * @param root where its file tree begins: {@code /}, or a test's directory
 * @param searchPath the folders of programs
 * @param user as whom this process runs
 * @param privileged whether that is root
 */
public record Machine(Path root, List<Path> searchPath, String user, boolean privileged) {
  private static final String ROOT = "root";

  /** Copies the search path. */
  public Machine {
    searchPath = List.copyOf(searchPath);
  }

  /** This machine. */
  public static Machine current() {
    String user = effectiveUser().orElseGet(() -> System.getProperty("user.name", ""));
    List<Path> searchPath =
        Splitter.on(':').omitEmptyStrings().splitToStream(path()).map(Path::of).toList();
    return new Machine(Path.of("/"), searchPath, user, user.equals(ROOT));
  }

  /** A place in the file tree, given as an absolute path. */
  public Path at(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Whether systemd is the running init system (sd_booted(3) looks for the same directory). */
  public boolean systemdRuns() {
    return Files.isDirectory(at("/run/systemd/system"), LinkOption.NOFOLLOW_LINKS);
  }

  /** A program of the search path. */
  public Optional<Path> find(String program) {
    return searchPath.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A user of the operating system. */
  public Optional<UserPrincipal> findUser(String name) {
    try {
      return Optional.of(
          root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (UserPrincipalNotFoundException unknown) {
      return Optional.empty();
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking up user '" + name + "'", root, failure);
    }
  }

  /** The owner of {@code /proc/self} is the effective user (proc(5)). */
  private static Optional<String> effectiveUser() {
    try {
      return Optional.of(Files.getOwner(Path.of("/proc/self")).getName());
    } catch (IOException noProc) {
      return Optional.empty();
    }
  }

  /** Not by Guava's Strings, whose first use starts java.util.logging: 5 ms of every start. */
  private static String path() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("");
  }
}
