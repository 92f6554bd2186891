package io.ec2cluster.host;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RemoteShell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs ec2cluster on another node as {@code remote} says: by an argument vector, to which its host
 * and the words of the command are appended, or by the back end's own {@link RemoteShell}, where it
 * names that. Both (the vector's {@code ssh}) hand the words to a shell there, so that every word
 * but a plain one is quoted. Immutable; safe for use by several threads.
 */
public final class OtherNode {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");
  private static final int LAST_LINES = 8;

  /** No option of the program that reaches it, nor anything that a shell would read. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_\\[][A-Za-z0-9._:%\\[\\]-]*");

  private final Commands commands;
  private final ClusterSettings settings;
  private final Member member;
  private final Optional<RemoteShell> shell;

  private OtherNode(
      Commands commands, ClusterSettings settings, Member member, Optional<RemoteShell> shell) {
    this.commands = commands;
    this.settings = settings;
    this.member = member;
    this.shell = shell;
  }

  /**
   * Another node, by the way that {@code remote} says; nothing is run or asked yet.
   *
   * @param member which node; an argument vector reaches its host, {@code ssm} its instance id
   * @throws UsageException if the way has no address for it
   * @throws RefusedException if its host, which may come from a record that others can write, is no
   *     host name or address
   */
  public static OtherNode of(OperationContext context, Member member) {
    Optional<RemoteShell> shell = shell(context);
    shell.ifPresent(own -> own.requireAddress(member));
    if (shell.isEmpty() && !HOST.matcher(member.host()).matches()) {
      throw new RefusedException(
          "found '%s' as the host of %s, expected a host name or an address; nothing was run. Look who writes the role record and the zone"
              .formatted(member.host(), member.instanceId()));
    }
    return new OtherNode(context.commands(), context.settings(), member, shell);
  }

  /** Whether {@code remote} names the back end's own way, and no argument vector. */
  public static boolean isByBackEnd(OperationContext context) {
    return shell(context).isPresent();
  }

  private static Optional<RemoteShell> shell(OperationContext context) {
    List<String> remote = context.settings().remote();
    return context.cloud().remoteShell().filter(own -> remote.equals(List.of(own.id())));
  }

  /** Whether there is a way to other nodes. */
  public static boolean isReachable(ClusterSettings settings) {
    return !settings.remote().isEmpty();
  }

  /**
   * Refuses a command that needs a way to other nodes where there is none.
   *
   * @param before what begins the message: the option that needs it, or nothing
   * @param instead what a person may run without one
   * @throws UsageException if {@code remote} is not set
   */
  public static void requireReachable(ClusterSettings settings, String before, String instead) {
    if (!isReachable(settings)) {
      throw new UsageException(
          before
              + "'remote' is not set: expected the argument vector that runs a command on another node, such as remote: [ssh, -oBatchMode=yes], or remote: ssm; or run "
              + instead);
    }
  }

  /** The command as a person would give it there. */
  public String shown(List<String> words) {
    List<String> all = new ArrayList<>(settings.remoteProgram());
    all.addAll(words);
    return String.join(" ", all.stream().map(OtherNode::quoted).toList());
  }

  /**
   * Runs a command there, whatever its exit code.
   *
   * @param words of the command, behind the program
   * @param timeout after which it is ended here; what it does there may go on
   * @return how it ended; {@code ssm} keeps the first 24,000 characters of its output, and the
   *     first 8,000 of its errors
   */
  public CommandResult run(List<String> words, Duration timeout) throws InterruptedException {
    if (shell.isPresent()) {
      return shell.get().run(member, shown(words), timeout);
    }
    List<String> vector = new ArrayList<>(settings.remote());
    vector.add(member.host());
    settings.remoteProgram().forEach(word -> vector.add(quoted(word)));
    words.forEach(word -> vector.add(quoted(word)));
    return commands.run(Command.of(vector).within(timeout));
  }

  /**
   * Fails as the command there has failed.
   *
   * @throws io.ec2cluster.Ec2ClusterException of the kind that its exit code tells, with its last
   *     words
   */
  public void require(CommandResult result, List<String> words) {
    if (result.succeeded()) {
      return;
    }
    String message =
        "'"
            + shown(words)
            + "' on "
            + member
            + (result.timedOut() ? " did not end in time" : " ended with " + result.exitCode())
            + ": "
            + result.lastWords(LAST_LINES);
    throw switch (result.exitCode()) {
      case 2 -> new UsageException(message);
      case 3 -> new RefusedException(message);
      case 4 -> new DeadlineException(message);
      default -> new EnvironmentException(message);
    };
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
