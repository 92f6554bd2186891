package io.ec2cluster.cli;

import io.ec2cluster.packaging.GzipFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes what a package of a distribution needs beside the jar: manual pages, completion, changes.
 */
public final class PackageFiles {
  private PackageFiles() {}

  /**
   * Takes the folder to write to, the version, the time of the build (ISO 8601), the file of
   * changes, and the package's maintainer.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    OffsetDateTime time = OffsetDateTime.parse(args[2]).withOffsetSameInstant(ZoneOffset.UTC);
    pages(folder.resolve("man1"), new ManualPages(time.toLocalDate().toString(), args[1]));
    Files.writeString(folder.resolve("completion"), completion(commands(args[1])));
    GzipFile.write(folder.resolve("CHANGELOG.md.gz"), Files.readString(Path.of(args[3])));
    GzipFile.write(folder.resolve("changelog.gz"), changes(debianVersion(args[1]), args[4], time));
  }

  private static void pages(Path folder, ManualPages pages) {
    pages
        .of(commands(pages.version()))
        .forEach((name, source) -> GzipFile.write(folder.resolve(name + ".gz"), source));
  }

  /** To be read by a shell and not run: without the first line, which names an interpreter. */
  private static String completion(CommandSpec root) {
    String script = AutoComplete.bash(CommandTree.PROGRAM, new CommandLine(root));
    return script.substring(script.indexOf('\n') + 1);
  }

  /** All commands of all engines on the class path, and of no plug-in. */
  static CommandSpec commands(String version) {
    Core core = Main.core(List.of(), Map.of("EC2CLUSTER_PLUGINS", ""));
    return new CommandTree(core, version).whole();
  }

  /** As jdeb writes it: what precedes a release sorts before it. */
  private static String debianVersion(String version) {
    return version.replaceFirst("-", "~");
  }

  /** The form that deb-changelog(5) asks for. */
  private static String changes(String version, String maintainer, OffsetDateTime time) {
    return """
    ec2cluster (%s) stable; urgency=medium

      * What has changed is in CHANGELOG.md.gz beside this file.

     -- %s  %s
    """
        .formatted(
            version,
            maintainer,
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT).format(time));
  }
}
