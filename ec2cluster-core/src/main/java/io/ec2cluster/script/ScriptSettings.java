package io.ec2cluster.script;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The {@code script} section: which programs drive the software.
 *
 * <p>Each program is an argument vector, run as it stands: no shell and no template looks at it.
 * What ec2cluster knows reaches a program as environment variables ({@link ScriptEngine}), so that
 * no value can become an option or a part of a command line. Secrets do not belong in arguments,
 * which every user of the machine can see.
 */
public record ScriptSettings(
    @Setting("program that makes this node the primary; without 'start' it starts the engine too")
        List<String> primary,
    @Setting("program that makes this node a replica; without 'start' it starts the engine too")
        List<String> replica,
    @Setting("program that turns a running replica into the primary; else the program 'primary'")
        List<String> promote,
    @Setting("program that turns a stopped primary into a replica; else the program 'replica'")
        List<String> demote,
    @Setting("program that starts the engine once its role is prepared") List<String> start,
    @Setting("program that stops the engine; its exit code 0 proves that the engine has stopped")
        List<String> stop,
    @Setting(
            "program that asks whether the engine runs: exit code 0 if so, 3 if it is proven stopped")
        List<String> check,
    @Setting(value = "how long each program may take", defaultValue = "5m") Duration timeout,
    @Setting(value = "port at which other nodes reach the engine; 0: none", defaultValue = "0")
        int port) {

  /** Copies the vectors; refuses what cannot be run. */
  public ScriptSettings {
    primary = vector("primary", primary);
    replica = vector("replica", replica);
    promote = vector("promote", promote);
    demote = vector("demote", demote);
    start = vector("start", start);
    stop = vector("stop", stop);
    check = vector("check", check);
    required("primary", primary);
    required("replica", replica);
    if (timeout.isZero() || timeout.isNegative()) {
      throw new InvalidSettingException("timeout", timeout + " is no time: expected more than 0s");
    }
    if (port < 0 || port > 65535) {
      throw new InvalidSettingException("port", port + " is not a port: expected 0 to 65535");
    }
  }

  /** The two programs that are needed; no others, five minutes for each, and no port. */
  public static ScriptSettings of(List<String> primary, List<String> replica) {
    List<String> none = List.of();
    return new ScriptSettings(
        primary, replica, none, none, none, none, none, Duration.ofMinutes(5), 0);
  }

  /** With a program that promotes. */
  public ScriptSettings withPromote(List<String> program) {
    return new ScriptSettings(primary, replica, program, demote, start, stop, check, timeout, port);
  }

  /** With a program that demotes. */
  public ScriptSettings withDemote(List<String> program) {
    return new ScriptSettings(
        primary, replica, promote, program, start, stop, check, timeout, port);
  }

  /** With a program that starts the engine. */
  public ScriptSettings withStart(List<String> program) {
    return new ScriptSettings(
        primary, replica, promote, demote, program, stop, check, timeout, port);
  }

  /** With a program that stops the engine. */
  public ScriptSettings withStop(List<String> program) {
    return new ScriptSettings(
        primary, replica, promote, demote, start, program, check, timeout, port);
  }

  /** With a program that asks whether the engine runs. */
  public ScriptSettings withCheck(List<String> program) {
    return new ScriptSettings(
        primary, replica, promote, demote, start, stop, program, timeout, port);
  }

  /** With another bound on the time of each program. */
  public ScriptSettings withTimeout(Duration bound) {
    return new ScriptSettings(primary, replica, promote, demote, start, stop, check, bound, port);
  }

  /** With a port. */
  public ScriptSettings withPort(int number) {
    return new ScriptSettings(
        primary, replica, promote, demote, start, stop, check, timeout, number);
  }

  private static List<String> vector(String key, List<String> arguments) {
    if (!arguments.isEmpty() && arguments.get(0).isBlank()) {
      throw new InvalidSettingException(
          key, "its program is blank: expected an argument vector such as [/opt/db/" + key + "]");
    }
    return List.copyOf(arguments);
  }

  private static void required(String key, List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new InvalidSettingException(
          key, "is missing: expected an argument vector such as [/opt/db/become-" + key + "]");
    }
  }
}
