package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.EtcdRunNodes.Node;
import io.ec2cluster.testing.standin.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped {@code etcd run} on three nodes, while etcd is killed and frozen, and one of the
 * services too: at the end all three vote, no acknowledged write is lost, and the services that
 * were left alone take no more memory, descriptors and threads than before. How long it takes says
 * {@link FaultSchedule}.
 */
@Timeout(value = 10, unit = TimeUnit.HOURS) // Each wait has a bound of its own.
class EtcdRunSoakIT {
  /** Their services live as long as the soak; the third one's is killed now and then. */
  private static final List<Node> MEASURED = EtcdRunNodes.ALL.subList(0, 2);

  private static final Node MORTAL = EtcdRunNodes.ALL.get(2);

  /** What happens to an etcd, or to the service of the third node. */
  private enum Fault {
    ETCD_KILLED,
    ETCD_FREEZES,
    SERVICE_KILLED,
    SERVICE_FREEZES,
    NODE_KILLED
  }

  @Test
  void nothingIsLostAndServicesStayAsSmallAsBefore(@TempDir Path folder) throws Exception {
    try (EtcdRunNodes nodes = new EtcdRunNodes(folder)) {
      nodes.awaitHealthy();
      FaultSchedule<Fault> schedule = new FaultSchedule<>("etcd run", List.of(Fault.values()));
      EtcdWriter writer = new EtcdWriter(EtcdRunNodes.ALL.stream().map(nodes::api).toList());
      List<ProcessVitals> before = new ArrayList<>();
      try (writer) {
        soak(nodes, schedule, schedule::isWarmingUp);
        for (Node node : MEASURED) {
          before.add(ProcessVitals.of("etcd run of " + node.id(), nodes.supervisor(node)));
        }
        soak(nodes, schedule, schedule::goesOn);
      }

      long calm = System.nanoTime();
      nodes.awaitHealthy();
      System.out.println("healthy after " + Duration.ofNanos(System.nanoTime() - calm));
      writer.requireAll();
      for (Node node : EtcdRunNodes.ALL) {
        assertThat(nodes.supervisor(node).isAlive()).as(nodes.said(node)).isTrue();
      }
      for (ProcessVitals vitals : before) {
        vitals.awaitFlat();
      }
    }
  }

  private static void soak(EtcdRunNodes nodes, FaultSchedule<Fault> schedule, BooleanSupplier more)
      throws IOException, InterruptedException {
    while (more.getAsBoolean()) {
      inflict(schedule.next(), nodes, schedule);
      schedule.await();
    }
  }

  private static void inflict(Fault fault, EtcdRunNodes nodes, FaultSchedule<Fault> schedule)
      throws IOException, InterruptedException {
    Node node = schedule.oneOf(EtcdRunNodes.ALL);
    switch (fault) {
      case ETCD_KILLED -> nodes.etcd(node).ifPresent(EtcdRunSoakIT::kill);
      case ETCD_FREEZES -> {
        // A new one follows only where one was killed: nobody ends a frozen one.
        Optional<ProcessHandle> etcd = nodes.etcd(node);
        if (etcd.isPresent()) {
          freeze(etcd.get(), schedule);
        }
      }
      case SERVICE_KILLED -> {
        kill(nodes.supervisor(MORTAL).toHandle());
        schedule.await();
        nodes.run(MORTAL);
      }
      case SERVICE_FREEZES -> freeze(nodes.supervisor(node).toHandle(), schedule);
      case NODE_KILLED -> {
        kill(nodes.supervisor(MORTAL).toHandle());
        nodes.etcd(MORTAL).ifPresent(EtcdRunSoakIT::kill);
        schedule.await();
        nodes.run(MORTAL);
      }
    }
  }

  private static void freeze(ProcessHandle process, FaultSchedule<Fault> schedule)
      throws IOException, InterruptedException {
    Signals.send("STOP", process);
    schedule.await();
    Signals.send("CONT", process);
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }
}
