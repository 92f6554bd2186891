package io.ec2cluster.cli;

import io.ec2cluster.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

/** Runs the program in this process and keeps what it wrote. */
final class Console {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLineProgram program;

  private Console(Core core, boolean interactive, boolean utf8, boolean colours, Time time) {
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), interactive, utf8);
    Colours paint = new Colours(colours);
    program =
        new CommandLineProgram(
            core,
            "1.2.3",
            terminal,
            paint,
            Path.of("/work-dir"),
            new ProgressText(terminal, paint, Time.system()),
            time);
  }

  /** Standard error goes to a file. */
  static Console toFile(Core core) {
    return toFile(core, Time.system());
  }

  static Console toFile(Core core, Time time) {
    return new Console(core, false, false, false, time);
  }

  /** Standard error is a terminal. */
  static Console onTerminal(Core core, boolean colours) {
    return new Console(core, true, true, colours, Time.system());
  }

  int run(String... arguments) {
    return program.run(List.of(arguments));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
