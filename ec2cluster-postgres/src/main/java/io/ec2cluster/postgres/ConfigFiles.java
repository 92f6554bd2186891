package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server's configuration files: one of our own, which {@code postgresql.conf} includes, and our
 * block in {@code pg_hba.conf}. Everything else in them stays the user's.
 */
final class ConfigFiles {
  private static final String NAME = "ec2cluster.conf";
  private static final String HEADER =
      """
      # Written by ec2cluster: changes are lost. Further settings belong into postgres.settings of
      # ec2cluster's configuration, or into postgresql.conf for what does not stand here.
      """;
  private static final String INCLUDE = "include_if_exists = '" + NAME + "'";

  /** What ALTER SYSTEM must not override: postgresql.auto.conf is read last. */
  private static final Set<String> OURS_ALONE =
      ImmutableSet.of(
          "listen_addresses",
          "port",
          "primary_conninfo",
          "primary_slot_name",
          "restore_command",
          "recovery_target_timeline",
          "promote_trigger_file");

  private final PostgresLayout layout;
  private final OwnedFiles files;

  ConfigFiles(PostgresLayout layout, OwnedFiles files) {
    this.layout = layout;
    this.files = files;
  }

  /** The file of our settings: in conf.d where Debian's postgresql.conf includes that. */
  Path owned() {
    Path folder = layout.configDirectory().resolve("conf.d");
    boolean included = "conf.d".equals(main().get("include_dir")) && Files.isDirectory(folder);
    return (included ? folder : layout.configDirectory()).resolve(NAME);
  }

  /** What our file sets now. */
  Map<String, String> ownedValues() {
    return ConfFile.values(OwnedFiles.read(owned()));
  }

  /** What the user's own files set. */
  Map<String, String> userValues() {
    Map<String, String> values = new LinkedHashMap<>(main());
    values.putAll(ConfFile.values(OwnedFiles.read(autoConf())));
    return values;
  }

  /** The text of our file. */
  static String content(Map<String, String> values) {
    StringBuilder text = new StringBuilder(HEADER);
    values.forEach((name, value) -> text.append(ConfFile.line(name, value)));
    return text.toString();
  }

  /** Whether our file has this content, is included, and nothing overrides it. */
  boolean hold(String content) {
    return files.holds(owned(), content) && isIncluded() && overridden().isEmpty();
  }

  /**
   * Makes it so.
   *
   * @param mayInclude whether postgresql.conf may be given the line that includes our file
   * @return the names of the settings that were removed from postgresql.auto.conf
   */
  Set<String> write(String content, boolean mayInclude) {
    if (!isIncluded() && !mayInclude) {
      throw new RefusedException(
          layout.postgresqlConf()
              + " does not include "
              + owned()
              + ", and postgres.manage is false: add the line "
              + INCLUDE
              + " at its end");
    }
    files.write(owned(), content);
    if (!isIncluded()) {
      String text = OwnedFiles.read(layout.postgresqlConf());
      String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      files.write(layout.postgresqlConf(), text + separator + INCLUDE + "\n");
    }
    Set<String> overridden = overridden();
    if (!overridden.isEmpty()) {
      removeFromAutoConf(overridden);
    }
    return overridden;
  }

  /** Whether pg_hba.conf holds our lines. */
  boolean hbaHolds(List<String> lines) {
    String text = OwnedFiles.read(hbaFile());
    return Files.exists(hbaFile()) && HbaFile.with(text, lines).equals(text);
  }

  /** Writes our lines into pg_hba.conf; a file that is not there begins with local access. */
  void writeHba(List<String> lines) {
    String text =
        Files.exists(hbaFile())
            ? OwnedFiles.read(hbaFile())
            : "local all all peer\nhost all all samenet scram-sha-256\n";
    files.write(hbaFile(), HbaFile.with(text, lines));
  }

  Path hbaFile() {
    return Optional.ofNullable(main().get("hba_file"))
        .map(layout.configDirectory()::resolve)
        .orElseGet(() -> layout.configDirectory().resolve("pg_hba.conf"));
  }

  private boolean isIncluded() {
    Path owned = owned();
    return !owned.resolveSibling("").equals(layout.configDirectory())
        || Splitter.on('\n')
            .trimResults()
            .splitToStream(OwnedFiles.read(layout.postgresqlConf()))
            .anyMatch(INCLUDE::equals);
  }

  private Set<String> overridden() {
    Set<String> names = new TreeSet<>(ConfFile.values(OwnedFiles.read(autoConf())).keySet());
    names.retainAll(OURS_ALONE);
    return names;
  }

  private void removeFromAutoConf(Set<String> names) {
    List<String> kept = new ArrayList<>();
    for (String line : Splitter.on('\n').split(OwnedFiles.read(autoConf()))) {
      if (ConfFile.entry(line, 0).filter(entry -> names.contains(entry.name())).isEmpty()) {
        kept.add(line);
      }
    }
    files.write(autoConf(), String.join("\n", kept));
  }

  private Path autoConf() {
    return layout.dataDirectory().resolve("postgresql.auto.conf");
  }

  private Map<String, String> main() {
    return ConfFile.values(OwnedFiles.read(layout.postgresqlConf()));
  }
}
