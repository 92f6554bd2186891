package io.ec2cluster.host;

import io.ec2cluster.doctor.Finding;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a program that a setting names is there and may be run; it is not run. */
public final class RunnableProgram {
  private RunnableProgram() {}

  /**
   * Looks.
   *
   * @param setting the setting that names it, for the fix
   * @param program its path, or a name that one of the machine's folders of programs holds
   */
  public static Finding look(String setting, String program, Machine machine) {
    boolean found =
        program.contains("/")
            ? Files.isRegularFile(Path.of(program)) && Files.isExecutable(Path.of(program))
            : machine.find(program).isPresent();
    return found
        ? Finding.ok(program + " can be run")
        : Finding.problem(
            program
                + (program.contains("/")
                    ? " is no file that this user may execute"
                    : " is in none of the folders of PATH"),
            "install it, make it executable (chmod +x), or correct " + setting);
  }
}
