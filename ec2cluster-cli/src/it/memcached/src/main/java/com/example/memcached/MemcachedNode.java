package com.example.memcached;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check.State;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.Step;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.Supplier;

/** Memcached on this node. Nothing is kept on the disk: a server is all that there is. */
record MemcachedNode(OperationContext context, int port, String user) implements EngineNode {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public NodeData data() {
    return NodeData.unknown("a cache keeps nothing: the role record alone decides");
  }

  /** Only a refused connection proves that nothing runs: a server that hangs still listens. */
  @Override
  public Probe probe() {
    try {
      String answer = ask("version", "VERSION \\S+");
      return Probe.of(answer.isEmpty() ? Running.UNKNOWN : Running.YES, "memcached: " + answer);
    } catch (ConnectException refused) {
      return Probe.of(Running.NO, "nothing listens at " + address() + ":" + port);
    } catch (IOException silent) {
      return Probe.of(Running.UNKNOWN, "no answer at " + address() + ":" + port + ": " + silent);
    }
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return List.of();
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    List<String> server =
        List.of("memcached", "-d", "-A", "-l", address(), "-p", "" + port, "-u", user);
    return List.of(
        Step.named("start memcached")
            .description("Start " + String.join(" ", server))
            .check(step -> is(Running.YES) ? State.DONE : State.NEEDED)
            .action(
                step -> {
                  start(server);
                  step.await("memcached to listen", PATIENCE, () -> is(Running.YES));
                }));
  }

  private void start(List<String> server) throws InterruptedException {
    CommandResult result = context.commands().run(Command.of(server));
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "memcached did not start: %s. Expected a user '%s', and port %d free"
              .formatted(result.lastWords(3), user, port));
    }
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    return List.of(
        Step.named("store a key")
            .action(step -> step.await("memcached to store a key", PATIENCE, this::stores)));
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return verify(Role.PRIMARY, assignment);
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return List.of();
  }

  @Override
  public List<Step> stop() {
    return List.of(
        Step.named("stop memcached")
            .check(step -> is(Running.NO) ? State.DONE : State.NEEDED)
            .action(step -> step.await("memcached to stop", PATIENCE, this::isStopped)));
  }

  private boolean isStopped() {
    try {
      return ask("shutdown", "ERROR").isEmpty() && is(Running.NO);
    } catch (IOException gone) {
      return is(Running.NO);
    }
  }

  private boolean stores() {
    try {
      return !ask("set ec2cluster 0 1 2\r\nok", "STORED").isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean is(Running wanted) {
    return probe().running() == wanted;
  }

  /** What the server answers within two seconds, as far as it has the form; else empty. */
  private String ask(String request, String form) throws IOException {
    try (Socket socket = new Socket(address(), port)) {
      socket.setSoTimeout(2000);
      socket.getOutputStream().write((request + "\r\n").getBytes(US_ASCII));
      Scanner answer = new Scanner(socket.getInputStream(), US_ASCII);
      return Optional.ofNullable(answer.findWithinHorizon(form, 100)).orElse("");
    }
  }

  private String address() {
    return context.cloud().metadata().localIpv4().orElse("127.0.0.1");
  }
}
