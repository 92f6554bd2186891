package io.ec2cluster.e2e;

import com.google.common.base.CharMatcher;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts a service as systemd does (systemd.service(5)): every {@code ExecCondition=} first, of
 * which an exit code from 1 to 254 skips the service quietly and 255 or a signal fails it; then
 * {@code ExecStart=}. Of the quoting it knows what the files here use, and refuses the rest.
 */
final class SystemdService {
  /** How a start ended. */
  enum Start {
    STARTED,
    SKIPPED,
    FAILED
  }

  private static final CharMatcher PREFIXES = CharMatcher.anyOf("-+!:@");

  private final Commands commands;
  private final List<String> lines = new ArrayList<>();

  /**
   * A service.
   *
   * @param files the unit and its drop-ins, in systemd's order
   */
  SystemdService(Commands commands, List<Path> files) throws IOException {
    this.commands = commands;
    for (Path file : files) {
      lines.addAll(Files.readAllLines(file));
    }
  }

  /** What {@code systemctl start} does, and the boot. */
  Start start() throws InterruptedException {
    for (String condition : values("ExecCondition")) {
      int exitCode = run(condition);
      if (exitCode != 0) {
        return exitCode < 255 ? Start.SKIPPED : Start.FAILED;
      }
    }
    for (String command : values("ExecStart")) {
      if (run(command) != 0) {
        return Start.FAILED;
      }
    }
    return Start.STARTED;
  }

  private int run(String value) throws InterruptedException {
    Optional<String> user =
        value.startsWith("+") ? Optional.empty() : values("User").stream().findFirst();
    Command command =
        Command.of(words(PREFIXES.trimLeadingFrom(value)))
            .as(user)
            .in(Path.of("/"))
            .within(Duration.ofMinutes(1));
    return commands.run(command).exitCode();
  }

  private List<String> values(String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  /** The words of a command line: double quotes, backslashes in them, and doubled % and $. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (c == ' ' && !quoted) {
        add(words, word, begun);
        begun = false;
      } else {
        begun = true;
        boolean escape = c == '\\' || c == '%' || c == '$';
        char next = escape ? line.charAt(++i) : c;
        boolean known = c == '\\' ? next == '"' || next == '\\' : next == c;
        if (!known) {
          throw new AssertionError("'" + c + next + "' in " + line + " is more than this knows");
        }
        word.append(next);
      }
    }
    add(words, word, begun);
    return words;
  }

  private static void add(List<String> words, StringBuilder word, boolean begun) {
    if (begun) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
