package io.ec2cluster.etcd;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** {@code etcd run}: keeps this node's etcd in its cluster until it is interrupted. */
final class Run {
  /** While something is under way. */
  private static final Duration SOON = Duration.ofMillis(200);

  /** While others have to move first. */
  private static final Duration LATER = Duration.ofSeconds(1);

  /** While all is well; the end of etcd is noticed earlier. */
  private static final Duration CALM = Duration.ofSeconds(5);

  /** A learner may be so many entries behind. */
  private static final long LARGEST_LAG = 5000;

  private final OperationContext context;
  private final EtcdServer server;
  private final NodeAgent agent;

  private Run(OperationContext context, EtcdServer server, NodeAgent agent) {
    this.context = context;
    this.server = server;
    this.agent = agent;
  }

  /** The operation. */
  static void run(OperationContext context, NoOptions none) throws InterruptedException {
    Surroundings surroundings = new Surroundings(context);
    EtcdSettings settings = surroundings.settings();
    if (!Files.isExecutable(settings.binary())) {
      throw new UsageException(
          "etcd: binary: found no program at %s: install it (Debian: apt-get install etcd-server) or say where it is"
              .formatted(settings.binary()));
    }
    Group group = surroundings.group();
    Foundings foundings = surroundings.foundings();
    Turns turns = surroundings.turns();
    RunLock lock = RunLock.take(surroundings.nodeFile("lock"));
    try (lock) {
      surroundings.announce();
      EtcdCommand command =
          new EtcdCommand(
              settings.binary(),
              settings.dataDirectory(),
              surroundings.address(),
              settings.ports(),
              settings.extraArgs());
      EtcdServer server =
          new EtcdProcess(command, surroundings.nodeFile("process"), surroundings.files());
      NodeAgent.Node node =
          new NodeAgent.Node(
              group,
              foundings,
              turns,
              new EtcdDirectory(settings.dataDirectory(), context.time()),
              server,
              EtcdGateway.access(context.time()),
              context.time(),
              () -> token(surroundings.cluster(), context.random()),
              words -> context.progress().progress(words));
      NodeAgent agent =
          new NodeAgent(
              node,
              new StartRules(settings.foundingWait(), settings.formingDeadline()),
              new WatchRules(settings.formingDeadline(), LARGEST_LAG),
              settings.grace());
      new Run(context, server, agent).untilInterrupted();
    }
  }

  private static String token(String cluster, RandomGenerator random) {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return cluster + "-" + HexFormat.of().formatHex(bytes);
  }

  private void untilInterrupted() throws InterruptedException {
    if (server.runs()) {
      context
          .progress()
          .progress("taking over the etcd that an earlier run has left at " + server.clientUrl());
    }
    try {
      while (true) {
        pause(round());
      }
    } finally {
      stop();
    }
  }

  private Duration round() throws InterruptedException {
    try {
      return pause(agent.round());
    } catch (Ec2ClusterException failed) {
      if (failed.outcome() != Outcome.ENVIRONMENT_FAILED
          && failed.outcome() != Outcome.NOT_REACHED) {
        throw failed;
      }
      context.progress().progress("trying again: " + failed.getMessage());
      return Duration.ofSeconds(1).plusMillis(context.random().nextInt(1000));
    }
  }

  /** Notices at once when etcd ends. */
  private void pause(Duration pause) throws InterruptedException {
    Time time = context.time();
    long end = time.nanos() + pause.toNanos();
    boolean ran = server.runs();
    do {
      time.sleep(SOON.dividedBy(2).plusMillis(context.random().nextInt((int) SOON.toMillis())));
    } while (time.nanos() - end < 0 && server.runs() == ran);
  }

  private static Duration pause(NodeAgent.Pace pace) {
    return switch (pace) {
      case SOON -> SOON;
      case LATER -> LATER;
      case CALM -> CALM;
    };
  }

  /**
   * etcd does not outlive an orderly end; the interruption that is the reason may not stop this.
   */
  private void stop() {
    boolean interrupted = Thread.interrupted();
    try {
      server.stop();
    } catch (InterruptedException again) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
