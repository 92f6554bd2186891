package io.ec2cluster.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.ScheduledJob;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The line of a job, read as cron reads it and run by a real shell, with stand-ins for ec2cluster
 * and su.
 */
@Timeout(60)
class CronLineIT {
  private static final Pattern LINE = Pattern.compile("(?:\\S+ ){5}root (.*)");
  private static final List<String> AWKWARD =
      List.of(
          "/plain",
          "two words",
          "",
          "it's",
          "\"",
          "$HOME",
          "`id`",
          "$(id)",
          "*",
          "~",
          ";",
          "&&",
          "#",
          "-x",
          "--",
          "!",
          "a=b",
          "tab\there",
          "é",
          "100%",
          "%",
          "%%",
          "\\",
          "\\\\",
          "\\%",
          "%\\",
          "\\\\%",
          "'%'",
          "'\\''",
          "\\'",
          "\\n");

  private final Path folder;
  private final Path tool;

  CronLineIT(@TempDir Path folder) {
    this.folder = folder;
    this.tool = folder.resolve("bin dir").resolve("ec2cluster");
  }

  @BeforeEach
  void standIns() throws IOException {
    Files.createDirectories(tool.resolveSibling(""));
    // The answer of 'lease check' is the file named role.
    program(
        tool,
        """
        printf '%s ' "$@" > asked
        echo "this node is i-1"
        exit "$(cat role)"
        """);
    program(folder.resolve("job"), "printf '<%s>\\0' \"$@\" > done");
    program(
        tool.resolveSibling("su"),
        """
        test "$1 $2 $3 $5" = "-s /bin/sh -c --" || exit 64
        command=$4
        echo "$6" > user
        shift 6
        exec /bin/sh -c "$command" "$@"
        """);
  }

  @Test
  void onThePrimaryTheJobGetsItsWordsUnchangedWhicheverCronReadsTheLine()
      throws IOException, InterruptedException {
    for (boolean joinsBackslashes : List.of(true, false)) {
      Files.deleteIfExists(folder.resolve("done"));

      CommandResult result = run(job(AWKWARD, Optional.empty()), 0, joinsBackslashes);

      assertThat(result.exitCode()).as(result.errors()).isZero();
      assertThat(result.output()).as("nothing for cron to mail").isEmpty();
      assertThat(received()).isEqualTo(AWKWARD);
      assertThat(folder.resolve("asked")).hasContent("memory lease check ");
    }
  }

  @Test
  void wordsOfAnySortArriveUnchanged() throws IOException, InterruptedException {
    Random random = new Random(1);
    String letters = "ab %\\'\"$`;&|<>()*?~#=\té";
    for (int round = 0; round < 20; round++) {
      List<String> words = new ArrayList<>();
      for (int word = 0; word < 20; word++) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
        words.add(text.toString());
      }

      run(job(words, Optional.empty()), 0, round % 2 == 0);

      assertThat(received()).isEqualTo(words);
    }
  }

  @Test
  void anotherUsersJobIsStartedAsThatUserWithItsWordsUnchanged()
      throws IOException, InterruptedException {
    CommandResult result = run(job(AWKWARD, Optional.of("postgres")), 0, true);

    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(folder.resolve("user")).hasContent("postgres");
    assertThat(received()).isEqualTo(AWKWARD);
  }

  @Test
  void aFormerPrimarysLateJobDoesNothingNorDoesOneThatCannotTell()
      throws IOException, InterruptedException {
    for (int answer : List.of(10, 5, 2)) {
      CommandResult result = run(job(AWKWARD, Optional.empty()), answer, true);

      assertThat(result.exitCode()).isEqualTo(answer);
      assertThat(folder.resolve("asked")).exists();
      assertThat(folder.resolve("done")).doesNotExist();
    }
  }

  private ScheduledJob job(List<String> words, Optional<String> user) {
    List<String> command =
        Stream.concat(Stream.of(folder.resolve("job").toString()), words.stream()).toList();
    return new ScheduledJob("backup", "0 3 * * *", command, user);
  }

  private CommandResult run(ScheduledJob job, int answer, boolean joinsBackslashes)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("role"), Integer.toString(answer));
    Path table = Files.createDirectories(folder.resolve("cron.d"));
    List<String> leaseCheck = List.of(tool.toString(), "memory", "lease", "check");
    new CronFiles(new OwnFiles(table, "maindb"), leaseCheck).set(List.of(job));
    List<String> lines = Files.readAllLines(table.resolve("ec2cluster-maindb-backup"));
    Matcher line = LINE.matcher(lines.get(lines.size() - 1));
    assertThat(line.matches()).isTrue();
    Command shell =
        Command.of(List.of("/bin/sh", "-c", asCronReadsIt(line.group(1), joinsBackslashes)));
    return new ProcessCommands(Map.of("PATH", tool.resolveSibling("") + ":/usr/bin:/bin"))
        .run(shell.in(folder));
  }

  /**
   * The command as cron hands it to the shell: up to the first percent sign, a backslash taken from
   * before one (crontab(5)). Debian's cron takes one from before another backslash too, cronie does
   * not.
   */
  private static String asCronReadsIt(String command, boolean joinsBackslashes) {
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '%') {
        return read.toString();
      }
      if (c == '\\' && i + 1 < command.length()) {
        i++;
        char next = command.charAt(i);
        boolean taken = next == '%' || (next == '\\' && joinsBackslashes);
        read.append(taken ? "" : "\\").append(next);
      } else {
        read.append(c);
      }
    }
    return read.toString();
  }

  private List<String> received() throws IOException {
    return Arrays.stream(Files.readString(folder.resolve("done")).split("\0", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(1, word.length() - 1))
        .toList();
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
