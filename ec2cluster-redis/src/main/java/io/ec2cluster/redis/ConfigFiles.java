package io.ec2cluster.redis;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The server's configuration file, and our own, which it includes at its end: what stands there
 * counts. {@code CONFIG REWRITE} appends settings to the configuration file, behind our file, where
 * they would count instead; then our line is moved behind them again.
 */
final class ConfigFiles {
  private static final String HEADER =
      """
      # Written by ec2cluster: changes are lost. Further settings belong into redis.settings of
      # ec2cluster's configuration, or into the file that includes this one.
      """;

  private static final Set<String> WHOLE =
      ImmutableSet.of(
          "masterauth",
          "masteruser",
          "requirepass",
          "dir",
          "pidfile",
          "logfile",
          "tls-ca-cert-file",
          "tls-cert-file",
          "tls-key-file");

  private final Server server;
  private final Path main;
  private final Path owned;
  private final Predicate<Path> writable;

  ConfigFiles(Server server, Predicate<Path> writable) {
    this.server = server;
    this.writable = writable;
    this.main = server.layout().configFile();
    this.owned = server.layout().includeFile();
  }

  /** The text of our file. */
  static String content(Map<String, String> values) {
    StringBuilder text = new StringBuilder(HEADER);
    values.forEach((name, value) -> text.append(line(name, value)).append('\n'));
    return text.toString();
  }

  /** A value is written as it would stand in redis.conf; a secret or a path is one word. */
  private static String line(String name, String value) {
    List<String> words = WHOLE.contains(name) ? List.of(value) : ConfWords.split(value);
    String rest = String.join(" ", words.stream().map(ConfWords::quoted).toList());
    return name + " " + (words.isEmpty() ? "\"\"" : rest);
  }

  /** Whether our file has been written, and is what the server reads. */
  boolean isManaged() {
    return Files.exists(owned) && isIncluded();
  }

  boolean holds(Map<String, String> values) {
    return server.files().holds(owned, content(values)) && isIncludedLast();
  }

  /** Makes it so: our file first, so that the server never reads a line that leads nowhere. */
  void write(Map<String, String> values) {
    if (!isIncludedLast()) {
      requireWritable();
    }
    server.files().write(owned, content(values));
    if (!isIncludedLast()) {
      include();
    }
  }

  private boolean isIncluded() {
    return server.conf().directives().stream().anyMatch(line -> line.file().equals(owned));
  }

  /** Nothing that is read after our file may say otherwise. */
  private boolean isIncludedLast() {
    List<RedisConf.Directive> lines = RedisConf.lines(main, OwnedFiles.read(main));
    return !lines.isEmpty() && isOurLine(lines.get(lines.size() - 1));
  }

  private boolean isOurLine(RedisConf.Directive line) {
    return line.name().equals("include") && line.arguments().contains(owned.toString());
  }

  private void include() {
    List<String> kept = new ArrayList<>();
    for (String line : Splitter.on('\n').split(OwnedFiles.read(main).stripTrailing())) {
      if (RedisConf.lines(main, line).stream().noneMatch(this::isOurLine)) {
        kept.add(line);
      }
    }
    kept.removeIf(line -> kept.size() == 1 && line.isEmpty());
    kept.add(includeLine());
    String text = String.join("\n", kept) + "\n";
    if (Files.exists(main)) {
      server.files().rewrite(main, text);
    } else {
      server.files().write(main, text);
    }
  }

  private String includeLine() {
    return "include " + ConfWords.quoted(owned.toString());
  }

  /** Told before anything is written: a configuration may come from an image or a config map. */
  private void requireWritable() {
    Path folder = (Files.exists(main) ? real() : main).toAbsolutePath().resolveSibling("");
    boolean possible =
        Files.exists(main)
            ? writable.test(main) && writable.test(folder)
            : !Files.exists(folder) || writable.test(folder);
    if (!possible) {
      throw readOnly("it cannot be written");
    }
  }

  private Path real() {
    try {
      return main.toRealPath();
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("resolving", main, unreadable);
    }
  }

  private EnvironmentException readOnly(String why) {
    return new EnvironmentException(
        main
            + " does not end with the line '"
            + includeLine()
            + "', and "
            + why
            + " (read-only or immutable): add that line as its last one where the file comes from, or"
            + " set redis.config-file to a file that can be written and includes it. Nothing was"
            + " changed");
  }
}
