package io.ec2cluster.local;

import io.ec2cluster.Time;
import io.ec2cluster.local.Machine.Epoch;
import io.ec2cluster.local.Machine.ProcessIdentity;
import io.ec2cluster.spi.Presence;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells of a node's life in one cluster by a file that the others read through {@link
 * LocalLiveness}, where the meaning of each state stands. Every call is durable when it returns.
 *
 * <p>Protocol: tell first, then read the role record, then act. Whoever takes a role over does it
 * the other way round (looks, claims, looks again): one of the two always sees the other.
 *
 * <p>Safe for use by several threads and processes.
 */
public final class LocalPresence implements Presence {
  private final NodeLifeFile file;
  private final DirectoryLock lock;
  private final Machine machine;

  /**
   * The presence of an instance in a cluster.
   *
   * @param directory where the nodes of this machine tell
   * @param environment of the process; {@code EC2CLUSTER_BOOT_ID_FILE} names another boot id file
   */
  public LocalPresence(
      Path directory,
      String instanceId,
      String cluster,
      Map<String, String> environment,
      Time time) {
    this(new LocalDirectory(directory), instanceId, cluster, Machine.of(environment), time);
  }

  LocalPresence(
      LocalDirectory directory, String instanceId, String cluster, Machine machine, Time time) {
    this.file = new NodeLifeFile(directory, instanceId, cluster);
    this.lock = new DirectoryLock(directory, time);
    this.machine = machine;
  }

  /** Keeps what is told of an engine of this boot: a new process knows no better yet. */
  @Override
  public void working() {
    lock.hold(
        () -> {
          Epoch epoch = machine.epoch();
          ProcessIdentity tool = machine.self();
          NodeLife life =
              file.find()
                  .map(before -> before.continuedBy(epoch, tool))
                  .orElseGet(() -> NodeLife.working(epoch, tool));
          file.write(life);
          return life;
        });
  }

  @Override
  public void startingEngine() {
    tell(NodeLife.Phase.STARTING, Optional.of(machine.self()), Optional.empty());
  }

  /** From here on the engine's process alone tells whether the node lives. */
  @Override
  public void engineRuns(OptionalLong pid) {
    // A process that is gone already may have been replaced: then it is not known.
    Optional<ProcessIdentity> engine =
        pid.isPresent() ? machine.find(pid.getAsLong()) : Optional.empty();
    tell(NodeLife.Phase.ENGINE, Optional.empty(), engine);
  }

  @Override
  public void engineStopped() {
    tell(NodeLife.Phase.STOPPED, Optional.of(machine.self()), Optional.empty());
  }

  private void tell(
      NodeLife.Phase phase, Optional<ProcessIdentity> tool, Optional<ProcessIdentity> engine) {
    NodeLife life = new NodeLife(machine.epoch(), phase, tool, engine);
    lock.hold(
        () -> {
          file.write(life);
          return life;
        });
  }
}
