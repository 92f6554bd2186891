package io.ec2cluster.postgres;

import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers programs from a list, and remembers what was run. */
final class ScriptedCommands implements Commands {
  private final Map<String, String> answers;
  private final List<List<String>> runs = new ArrayList<>();

  /**
   * Programs that succeed.
   *
   * @param answers what each program says, by its file name
   */
  ScriptedCommands(Map<String, String> answers) {
    this.answers = Map.copyOf(answers);
  }

  List<List<String>> runs() {
    return List.copyOf(runs);
  }

  @Override
  public CommandResult run(Command command) {
    runs.add(command.arguments());
    String program = String.valueOf(Path.of(command.arguments().get(0)).getFileName());
    String answer = answers.get(program);
    return answer == null
        ? new CommandResult(1, false, "", "no answer for " + program, Duration.ZERO)
        : new CommandResult(0, false, answer, "", Duration.ZERO);
  }
}
