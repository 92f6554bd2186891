package io.ec2cluster.redis;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server's configuration as the server reads it: line by line, with included files in their
 * place; of a directive that stands more than once the last one counts (redis.conf, INCLUDES).
 */
final class RedisConf {
  private static final int DEEPEST = 16;

  private final List<Directive> directives;

  private RedisConf(List<Directive> directives) {
    this.directives = List.copyOf(directives);
  }

  /**
   * A line.
   *
   * @param file where it stands
   * @param name its name, in lower case
   * @param arguments its arguments, without quotes
   */
  record Directive(Path file, String name, List<String> arguments) {
    Directive {
      arguments = List.copyOf(arguments);
    }
  }

  /** Reads a file and what it includes; a file that is not there holds nothing. */
  static RedisConf read(Path file) {
    List<Directive> all = new ArrayList<>();
    collect(file, all, 0);
    return new RedisConf(all);
  }

  private static void collect(Path file, List<Directive> all, int depth) {
    for (Directive directive : lines(file, OwnedFiles.read(file))) {
      all.add(directive);
      if (directive.name().equals("include") && depth < DEEPEST) {
        for (String included : directive.arguments()) {
          files(Path.of("/").resolve(included)).forEach(path -> collect(path, all, depth + 1));
        }
      }
    }
  }

  /** The directives of a text, in order. */
  static List<Directive> lines(Path file, String text) {
    List<Directive> found = new ArrayList<>();
    for (String line : Splitter.on('\n').split(text)) {
      List<String> words = line.strip().startsWith("#") ? List.of() : ConfWords.split(line);
      if (!words.isEmpty()) {
        String name = Ascii.toLowerCase(words.get(0));
        found.add(new Directive(file, name, words.subList(1, words.size())));
      }
    }
    return found;
  }

  /** From version 7 on an include may be a pattern (glob(3)). */
  private static List<Path> files(Path included) {
    Path folder = included.resolveSibling("");
    String name = String.valueOf(included.getFileName());
    if (!name.contains("*") && !name.contains("?")) {
      return List.of(included);
    }
    List<Path> matching = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name)) {
        found.forEach(matching::add);
      } catch (IOException unreadable) {
        throw OwnedFiles.failed("listing", folder, unreadable);
      }
    }
    matching.sort(null);
    return matching;
  }

  /** The same without what a file holds. */
  RedisConf without(Path file) {
    return new RedisConf(
        directives.stream().filter(directive -> !directive.file().equals(file)).toList());
  }

  /** Every directive, in the order in which the server reads them. */
  List<Directive> directives() {
    return directives;
  }

  /** The arguments of the last directive of this name. */
  Optional<List<String>> find(String name) {
    Optional<List<String>> last = Optional.empty();
    for (Directive directive : directives) {
      if (directive.name().equals(name)) {
        last = Optional.of(directive.arguments());
      }
    }
    return last;
  }

  /** The only argument of the last directive of this name; empty for an empty one. */
  Optional<String> value(String name) {
    return find(name)
        .filter(words -> !words.isEmpty())
        .map(words -> words.get(0))
        .filter(v -> !v.isEmpty());
  }

  boolean isYes(String name) {
    return value(name).filter(value -> Ascii.equalsIgnoreCase(value, "yes")).isPresent();
  }

  /** Whether there is any directive of this name. */
  boolean has(String name) {
    return find(name).isPresent();
  }

  /** Whether the server would start as a replica; the word was slaveof up to version 4. */
  boolean isReplica() {
    Optional<Directive> last = Optional.empty();
    for (Directive directive : directives) {
      if (directive.name().equals("replicaof") || directive.name().equals("slaveof")) {
        last = Optional.of(directive);
      }
    }
    return last.map(Directive::arguments)
        .filter(words -> words.size() == 2)
        .filter(
            words ->
                !(Ascii.equalsIgnoreCase(words.get(0), "no")
                    && Ascii.equalsIgnoreCase(words.get(1), "one")))
        .isPresent();
  }
}
