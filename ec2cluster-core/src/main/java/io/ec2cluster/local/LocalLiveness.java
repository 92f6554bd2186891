package io.ec2cluster.local;

import io.ec2cluster.local.Machine.Epoch;
import io.ec2cluster.local.Machine.ProcessIdentity;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.InstanceState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Proves deaths by what the nodes told through {@link LocalPresence}. The first line that holds
 * decides:
 *
 * <table>
 * <caption>Told, found, and what it proves</caption>
 * <tr><th>told</th><th>found now</th><th>life</th></tr>
 * <tr><td>nothing</td><td></td><td>NOT_PROVEN</td></tr>
 * <tr><td>what cannot be read</td><td></td><td>EnvironmentException</td></tr>
 * <tr><td>anything</td><td>another machine id</td><td>NOT_PROVEN: its processes are not here</td>
 * </tr>
 * <tr><td>anything</td><td>another boot id</td><td>DEAD: nothing outlives a boot</td></tr>
 * <tr><td>anything</td><td>another PID namespace, or processes of others are hidden</td>
 * <td>NOT_PROVEN: not being seen is no proof</td></tr>
 * <tr><td>working</td><td>the tool runs</td><td>NOT_PROVEN</td></tr>
 * <tr><td>working</td><td>the tool is gone</td><td>DEAD: no engine was started</td></tr>
 * <tr><td>starting</td><td>whatever</td><td>NOT_PROVEN: the engine may run, its process is not
 * known</td></tr>
 * <tr><td>engine, process not known</td><td>whatever</td><td>NOT_PROVEN</td></tr>
 * <tr><td>engine</td><td>the engine runs</td><td>NOT_PROVEN</td></tr>
 * <tr><td>engine</td><td>the engine is gone, a tool that began to work later runs</td>
 * <td>NOT_PROVEN: it may start the engine again</td></tr>
 * <tr><td>engine</td><td>the engine is gone, and such a tool is, or there is none</td>
 * <td>DEAD</td></tr>
 * <tr><td>stopped</td><td>the tool runs</td><td>STOPPED: it may start the engine again</td></tr>
 * <tr><td>stopped</td><td>the tool is gone</td><td>DEAD: nothing of the node runs</td></tr>
 * </table>
 *
 * <p>A process is gone if no process has its id and start time, or it is a zombie. A dead node may
 * come back, by hand or after a boot: it tells before it acts, so whoever takes its role over looks
 * again after the claim.
 *
 * <p>Safe for use by several threads and processes.
 */
public final class LocalLiveness implements OwnerLiveness {
  private final LocalDirectory directory;
  private final Machine machine;

  /**
   * The liveness of the nodes that tell in a directory.
   *
   * @param environment of the process; {@code EC2CLUSTER_BOOT_ID_FILE} names another boot id file
   */
  public LocalLiveness(Path directory, Map<String, String> environment) {
    this(new LocalDirectory(directory), Machine.of(environment));
  }

  LocalLiveness(LocalDirectory directory, Machine machine) {
    this.directory = directory;
    this.machine = machine;
  }

  @Override
  public OwnerLife lifeOf(RoleRecord record) {
    return stateOf(record.owner().instanceId(), record.cluster())
        .map(InstanceState::life)
        .orElse(OwnerLife.NOT_PROVEN);
  }

  /**
   * What a node's words and this machine tell of it: {@code gone}, {@code stopped}, or what it told
   * last ({@code working}, {@code starting}, {@code running}); nothing if it never told anything.
   */
  Optional<InstanceState> stateOf(String instanceId, String cluster) {
    return new NodeLifeFile(directory, instanceId, cluster)
        .find()
        .map(
            told -> {
              OwnerLife life = lifeOf(told);
              return new InstanceState(word(life, told.phase()), life, false);
            });
  }

  private static String word(OwnerLife life, NodeLife.Phase told) {
    return switch (life) {
      case DEAD -> "gone";
      case STOPPED -> "stopped";
      case NOT_PROVEN -> told == NodeLife.Phase.ENGINE ? "running" : told.label();
    };
  }

  private OwnerLife lifeOf(NodeLife told) {
    Epoch now = machine.epoch();
    if (!now.machineId().equals(told.epoch().machineId())) {
      return OwnerLife.NOT_PROVEN;
    }
    if (!now.bootId().equals(told.epoch().bootId())) {
      return OwnerLife.DEAD;
    }
    if (!now.equals(told.epoch()) || !machine.seesEveryProcess()) {
      return OwnerLife.NOT_PROVEN;
    }
    return lifeInThisBoot(told);
  }

  private OwnerLife lifeInThisBoot(NodeLife told) {
    boolean toolRuns = runs(told.tool());
    return switch (told.phase()) {
      case STARTING -> OwnerLife.NOT_PROVEN;
      case WORKING -> toolRuns ? OwnerLife.NOT_PROVEN : OwnerLife.DEAD;
      case STOPPED -> toolRuns ? OwnerLife.STOPPED : OwnerLife.DEAD;
      case ENGINE ->
          told.engine().isEmpty() || runs(told.engine()) || toolRuns
              ? OwnerLife.NOT_PROVEN
              : OwnerLife.DEAD;
    };
  }

  private boolean runs(Optional<ProcessIdentity> process) {
    return process.isPresent() && machine.find(process.get().pid()).equals(process);
  }
}
