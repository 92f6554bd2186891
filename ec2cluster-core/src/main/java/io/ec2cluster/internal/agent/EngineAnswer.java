package io.ec2cluster.internal.agent;

import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.Probe.Running;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of an answer about an engine, as JSON.
 *
 * @param ok whether the answer is 200
 * @param reason why, or why not
 * @param engine its id
 * @param cluster its cluster
 * @param instance this node
 * @param running whether it runs; unknown too where nobody looked in time
 * @param role as what it was seen to run
 * @param lagBytes how far a replica is behind, where it is known
 * @param record the role record, while what was read counts
 */
record EngineAnswer(
    boolean ok,
    String reason,
    String engine,
    String cluster,
    String instance,
    Running running,
    Optional<String> role,
    OptionalLong lagBytes,
    Optional<RecordAnswer> record) {
  /**
   * Of the role record.
   *
   * @param owner the instance that it names
   * @param state its state
   * @param epoch its epoch
   * @param ageMillis how long ago it was read
   */
  record RecordAnswer(String owner, String state, long epoch, Duration ageMillis) {}

  static EngineAnswer of(EngineState state, Verdicts verdicts, Verdict verdict) {
    Optional<NodeLook> look = verdicts.look();
    return new EngineAnswer(
        verdict.yes(),
        verdict.reason(),
        state.engine(),
        state.cluster(),
        state.self(),
        look.map(found -> found.probe().running()).orElse(Running.UNKNOWN),
        look.flatMap(NodeLook::role).map(Role::label),
        look.map(found -> found.probe().lagBytes()).orElse(OptionalLong.empty()),
        verdicts
            .record()
            .map(record -> answer(record, verdicts.recordAge().orElse(Duration.ZERO))));
  }

  private static RecordAnswer answer(RoleRecord record, Duration age) {
    return new RecordAnswer(
        record.owner().instanceId(), record.state().label(), record.epoch(), age);
  }
}
