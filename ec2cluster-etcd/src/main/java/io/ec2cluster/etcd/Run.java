package io.ec2cluster.etcd;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.records.PublicationThread;
import io.ec2cluster.host.ServiceNotice;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

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
  private final NodeLife life;
  private final Ending ending;
  private final LeaveRequest request;
  private final ServiceNotice notice;
  private final Optional<GradualUpgrade> upgrade;
  private boolean ready;

  private Run(
      OperationContext context,
      Surroundings surroundings,
      Node node,
      Optional<SteppedPrograms> programs,
      ServiceNotice notice) {
    EtcdSettings settings = surroundings.settings();
    NodeAgent agent =
        new NodeAgent(
            node,
            new StartRules(settings.foundingWait(), settings.formingDeadline()),
            new WatchRules(settings.formingDeadline(), LARGEST_LAG),
            settings.grace());
    this.context = context;
    this.server = node.server();
    this.notice = notice;
    this.life = new NodeLife(node, agent, node.say());
    this.ending = new Ending(node, life, settings, notice, context.progress());
    this.request = surroundings.leaveRequest();
    this.upgrade = programs.map(both -> new GradualUpgrade(node, both));
  }

  /** The operation. */
  static void run(OperationContext context, NoOptions none) throws InterruptedException {
    Surroundings surroundings = new Surroundings(context);
    EtcdSettings settings = surroundings.settings();
    requireProgram("binary", settings.binary());
    settings.previousBinary().ifPresent(program -> requireProgram("previous-binary", program));
    Consumer<String> say = context.progress()::progress;
    EtcdVersion version = EtcdVersion.ofProgram(settings.binary(), context.commands());
    version.fault().ifPresent(fault -> say.accept("etcd %s %s".formatted(version, fault)));
    ServiceNotice notice = new ServiceNotice(System.getenv(), context.commands(), say);
    Optional<SteppedPrograms> programs = surroundings.steppedPrograms();
    EtcdProcess server =
        programs.isPresent() ? surroundings.process(programs.get()) : surroundings.process();
    Node node = surroundings.node(server);
    Optional<Records> records = surroundings.records();
    records.ifPresent(found -> found.check(say));
    SnapshotThread snapshots = SnapshotThread.of(context, surroundings, surroundings.memberWays());
    RunLock lock = RunLock.take(surroundings.nodeFile("lock"));
    try (lock) {
      surroundings.announce();
      // A run that is started anew is to be a member again, whatever was asked of the one before.
      surroundings.leaveRequest().forget();
      server.endWhereTlsDiffers();
      Optional<PublicationThread> publication = records.map(found -> found.keep(say));
      Node heard =
          node.heard(
              told -> publication.ifPresent(thread -> thread.accept(told)),
              words -> {
                say.accept(words);
                notice.status(words);
              });
      try (snapshots) {
        snapshots.start();
        new Run(context, surroundings, heard, programs, notice).untilInterrupted();
      } finally {
        publication.ifPresent(PublicationThread::close);
      }
    }
  }

  /** Refuses a program that is not there. */
  static void requireProgram(String key, Path program) {
    if (!Files.isExecutable(program)) {
      throw new UsageException(
          "etcd: %s: found no program at %s: install it (Debian: apt-get install etcd-server) or say where it is"
              .formatted(key, program));
    }
  }

  private void untilInterrupted() throws InterruptedException {
    if (server.runs()) {
      context
          .progress()
          .progress("taking over the etcd that an earlier run has left at " + server.clientUrl());
    }
    boolean told = false;
    try {
      while (true) {
        pause(round());
      }
    } catch (InterruptedException | InterruptedOperationException interruption) {
      told = true;
      throw interruption;
    } finally {
      ending.end(told);
    }
  }

  /** Tells systemd that the node is up; leaves where {@code etcd leave} has asked for it. */
  private void heed() throws InterruptedException {
    if (life.serves() && !ready) {
      ready = true;
      notice.ready();
    }
    if (life.serves() && upgrade.isPresent()) {
      upgrade.get().round();
    }
    if (request.isWanted()) {
      request.answer(ending.leave());
    }
  }

  private Duration round() throws InterruptedException {
    try {
      NodeAgent.Pace pace = life.round();
      heed();
      return pause(pace);
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
    } while (time.nanos() - end < 0 && server.runs() == ran && !request.isWanted());
  }

  private static Duration pause(NodeAgent.Pace pace) {
    return switch (pace) {
      case SOON -> SOON;
      case LATER -> LATER;
      case CALM -> CALM;
    };
  }
}
