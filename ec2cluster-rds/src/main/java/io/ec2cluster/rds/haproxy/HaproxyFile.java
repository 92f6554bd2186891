package io.ec2cluster.rds.haproxy;

import com.google.common.hash.Hashing;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a cluster and what HAProxy has read of it. Beside the file stands {@code
 * FILE.loaded}, the checksum of what was loaded last: whatever dies between the writing and the
 * loading, and whatever reload fails, the next run sees that HAProxy has not read the file. It goes
 * before the file is written, so that it is never true of a text that was loaded earlier only.
 *
 * <p>Writers at the same time load once too often, never once too few.
 */
public final class HaproxyFile {
  private static final String PROGRAM = "haproxy";
  private static final List<String> FOLDERS = List.of("/usr/local/sbin", "/usr/sbin");
  private static final int LAST_LINES = 5;

  private final HaproxySettings settings;
  private final Commands commands;
  private final OwnedFiles files;
  private final Machine machine;

  /**
   * A file.
   *
   * @param files writes it, as this process's own user
   * @param machine where HAProxy is looked for
   */
  public HaproxyFile(
      HaproxySettings settings, Commands commands, OwnedFiles files, Machine machine) {
    this.settings = settings;
    this.commands = commands;
    this.files = files;
    this.machine = machine;
  }

  /** Where it is. */
  public Path path() {
    return settings.file();
  }

  /** The servers that it names. */
  public Set<String> servers() {
    return ProxyText.servers(text());
  }

  /** The replicas that somebody leads out at this moment, or was leading out when he died. */
  public Set<String> leftOut() {
    return ProxyText.leftOut(text());
  }

  /**
   * Whether HAProxy has read this from the file, whoever is noted there as left out.
   *
   * @throws RefusedException if the file is somebody else's
   */
  public boolean isCurrent(Proxy proxy) {
    refuseForeign(proxy);
    String text = ProxyText.effective(text(proxy));
    return ProxyText.effective(text()).equals(text) && isLoaded(text);
  }

  /**
   * Checks, writes and loads what is not there yet.
   *
   * @return whether there was something to load
   * @throws EnvironmentException if HAProxy does not take the text, which is then not put in place;
   *     or if the reload failed, which the next call repeats
   * @throws RefusedException if the file is somebody else's
   */
  public boolean put(StepContext step, Proxy proxy) throws InterruptedException {
    refuseForeign(proxy);
    String wanted = text(proxy);
    String effective = ProxyText.effective(wanted);
    String there = text();
    if (!ProxyText.effective(there).equals(effective)) {
      check(step, wanted);
      OwnedFiles.deleteTree(mark());
    }
    if (!there.equals(wanted)) {
      place(wanted);
    }
    if (isLoaded(effective)) {
      return false;
    }
    reload();
    files.write(mark(), checksum(effective));
    return true;
  }

  private String text(Proxy proxy) {
    return ProxyText.of(proxy, settings);
  }

  private String text() {
    return OwnedFiles.read(path());
  }

  private boolean isLoaded(String text) {
    return settings.reload().isEmpty() || OwnedFiles.read(mark()).equals(checksum(text));
  }

  private Path mark() {
    return path().resolveSibling(path().getFileName() + ".loaded");
  }

  private static String checksum(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8) + "\n";
  }

  private void refuseForeign(Proxy proxy) {
    String there = text();
    if (!there.isBlank() && !there.startsWith(ProxyText.mark(proxy.cluster()))) {
      throw new RefusedException(
          "%s is there and was not written by ec2cluster for cluster '%s': give 'haproxy: file' another path, or move that file away. Nothing overrides this"
              .formatted(path(), proxy.cluster()));
    }
  }

  /** On a sibling whose name does not end with .cfg: HAProxy does not read it from a folder. */
  private void check(StepContext step, String text) throws InterruptedException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      step.note("haproxy is not installed here: %s was written unchecked".formatted(path()));
      return;
    }
    Path candidate = files.sibling(path(), "check");
    try {
      files.write(candidate, text);
      List<String> arguments = new ArrayList<>(List.of(program.get().toString(), "-c"));
      settings.main().ifPresent(main -> arguments.addAll(List.of("-f", main.toString())));
      arguments.addAll(List.of("-f", candidate.toString()));
      CommandResult result = commands.run(Command.of(arguments));
      if (!result.succeeded()) {
        throw new EnvironmentException(
            "haproxy -c does not take the new file, and %s stays as it was: %s"
                .formatted(path(), words(result)));
      }
    } finally {
      OwnedFiles.deleteTree(candidate);
    }
  }

  /** The file keeps owner, group and mode; a new one can be read by everybody: no secret in it. */
  private void place(String text) {
    if (Files.exists(path())) {
      files.rewrite(path(), text);
      return;
    }
    Path fresh = files.sibling(path(), "new");
    try {
      files.write(fresh, text);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      OwnedFiles.rename(fresh, path());
    } catch (IOException failure) {
      throw OwnedFiles.failed("writing", path(), failure);
    } finally {
      OwnedFiles.deleteTree(fresh);
    }
  }

  private void reload() throws InterruptedException {
    CommandResult result = commands.run(Command.of(settings.reload()));
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "%s was written, and '%s' failed: %s. HAProxy goes on with what it read before; the same command again reloads it"
              .formatted(path(), String.join(" ", settings.reload()), words(result)));
    }
  }

  private static String words(CommandResult result) {
    return (result.timedOut() ? "it took too long" : "exit code " + result.exitCode())
        + ": "
        + result.lastWords(LAST_LINES);
  }

  /** cron's search path has no folder of the administrator's programs. */
  private Optional<Path> program() {
    return machine
        .find(PROGRAM)
        .or(
            () ->
                FOLDERS.stream()
                    .map(folder -> machine.at(folder).resolve(PROGRAM))
                    .filter(Files::isExecutable)
                    .findFirst());
  }
}
