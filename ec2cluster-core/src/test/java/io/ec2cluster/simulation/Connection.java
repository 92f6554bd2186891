package io.ec2cluster.simulation;

import com.google.common.collect.Maps;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.InstanceState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cloud as one process reaches it. */
final class Connection implements HostedZone, OwnerLiveness {
  /** How many changes an out-of-date read may lie behind. */
  static final int MAX_STALENESS = 3;

  private final World world;
  private final ToolRun process;

  Connection(World world, ToolRun process) {
    this.world = world;
    this.process = process;
  }

  @Override
  public String id() {
    return "simulated";
  }

  @Override
  public Optional<DnsName> name() {
    return Optional.of(World.ZONE);
  }

  @Override
  public List<RecordSet> list(DnsName top) {
    Fault fault = process.call(Call.LIST);
    if (fault == Fault.FAILED) {
      throw failed("list");
    }
    List<RecordSet> seen =
        fault == Fault.STALE
            ? world.zone().earlier(1 + world.choices().upTo(MAX_STALENESS)).list(top)
            : world.zone().contents().list(top);
    world.trace(() -> process.name() + " reads " + seen);
    process.remember(seen.toString());
    return world.sabotaged(Sabotage.PUBLICATION_FORGOTTEN) ? Forgetfulness.of(seen) : seen;
  }

  @Override
  public void apply(ChangeBatch asked) {
    ChangeBatch batch = sabotaged(asked);
    world.invariants().sends(process, batch);
    Fault fault = process.call(Call.APPLY);
    if (fault == Fault.DELAYED) {
      world.zone().delay(batch);
    }
    if (fault == Fault.FAILED || fault == Fault.DELAYED) {
      throw failed(batch.comment());
    }
    boolean owner = isOwner();
    try {
      world.commit(process.name(), batch);
      if (!owner && isOwner()) {
        process.takes();
      }
    } catch (ChangeConflictException conflict) {
      world.trace(() -> process.name() + " conflicts: " + batch.comment());
      process.remember("conflict");
      throw fault == Fault.LOST_ANSWER ? failed(batch.comment()) : conflict;
    }
    if (fault == Fault.LOST_ANSWER) {
      throw failed(batch.comment());
    }
    if (fault == Fault.ECHO) {
      process.remember("echo");
      throw new ChangeConflictException("the client's retry met its own commit");
    }
    process.remember("applied");
  }

  @Override
  public OwnerLife lifeOf(RoleRecord record) {
    Fault fault = process.call(Call.LIVENESS);
    if (fault == Fault.FAILED) {
      throw failed("liveness");
    }
    OwnerLife life =
        fault == Fault.NOT_PROVEN
            ? OwnerLife.NOT_PROVEN
            : world.lifeOf(record.owner().instanceId());
    process.remember(life.toString());
    world.trace(() -> process.name() + " asks for " + record.owner() + ": " + life);
    return world.sabotaged(Sabotage.DOUBT_IS_DEATH) ? OwnerLife.DEAD : life;
  }

  private boolean isOwner() {
    return world
        .invariants()
        .record()
        .flatMap(now -> process.node.filter(node -> now.isOwnedBy(node.instanceId)))
        .isPresent();
  }

  private ChangeBatch sabotaged(ChangeBatch batch) {
    return world.sabotaged(Sabotage.DEPARTURE_WITHOUT_WITNESS)
        ? EditedBatch.withoutWitness(batch)
        : batch;
  }

  /** What the back end says of instances. */
  Map<String, InstanceState> instances(Set<String> ids) {
    if (process.call(Call.INSTANCES) == Fault.FAILED) {
      throw failed("instances");
    }
    Map<String, InstanceState> states =
        Maps.toMap(
            ids,
            id -> {
              OwnerLife life = world.lifeOf(id);
              return new InstanceState(life.toString(), life, false);
            });
    process.remember(states.toString());
    return states;
  }

  private EnvironmentException failed(String what) {
    process.remember("failed");
    return new EnvironmentException("simulated failure: " + what);
  }
}
