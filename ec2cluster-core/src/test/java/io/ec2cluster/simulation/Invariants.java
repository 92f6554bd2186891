package io.ec2cluster.simulation;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.StoredRecords;
import io.ec2cluster.role.Tenure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold after every step, whatever went wrong. */
final class Invariants {
  private final World world;
  private final Map<Long, String> owners = new HashMap<>();
  private Optional<RoleRecord> record = Optional.empty();
  private Optional<String> publisher = Optional.empty();
  private Optional<String> verified = Optional.empty();
  private boolean published;
  private boolean foreignName;

  Invariants(World world) {
    this.world = world;
  }

  Optional<RoleRecord> record() {
    return record;
  }

  boolean hasForeignName() {
    return foreignName;
  }

  Optional<String> target() {
    return world.zone().find(World.NAMES.primary()).flatMap(RecordSet::target);
  }

  void begin() {
    record = world.zone().find(World.NAMES.record()).map(StoredRecords::read);
    record.ifPresent(now -> owners.put(now.epoch(), now.owner().instanceId()));
    published = record.filter(RoleRecord::everPublished).isPresent();
    publisher = target().flatMap(world::at).map(node -> node.instanceId);
    foreignName = target().isPresent() && publisher.isEmpty();
  }

  void foreignName() {
    foreignName = true;
  }

  void sends(ToolRun process, ChangeBatch batch) {
    if (batch.comment().startsWith("ec2cluster: publish")) {
      SimulatedNode node = process.node.orElseThrow();
      require(node.runsAsPrimary(), node.instanceId + " publishes an engine that does not run");
      require(
          verified.equals(Optional.of(node.instanceId)),
          node.instanceId + " publishes an engine that is not verified");
    }
  }

  void verified(SimulatedNode node) {
    verified = Optional.of(node.instanceId);
  }

  void committed() {
    Optional<RoleRecord> before = record;
    record = world.zone().find(World.NAMES.record()).map(StoredRecords::read);
    require(record.isPresent(), "the record was deleted");
    RoleRecord now = record.get();
    before.ifPresent(earlier -> follows(earlier, now));
    String owner = now.owner().instanceId();
    String first = owners.computeIfAbsent(now.epoch(), epoch -> owner);
    require(first.equals(owner), "epoch " + now.epoch() + " has owners " + first + ", " + owner);
    if (now.state() == RoleState.PUBLISHED) {
      require(now.everPublished(), "published, and yet never published");
      published = true;
      publisher = Optional.of(owner);
    } else if (!now.everPublished()) {
      published = false;
    }
    namePointsAtPublisher();
    entitled();
  }

  private void follows(RoleRecord before, RoleRecord now) {
    require(now.epoch() >= before.epoch(), "the epoch fell from " + before + " to " + now);
    boolean refounded = now.state() == RoleState.FREE && now.epoch() == before.epoch() + 1;
    require(
        now.everPublished() || !before.everPublished() || refounded,
        "forgotten that it was published: " + before + " → " + now);
  }

  private void namePointsAtPublisher() {
    List<RecordSet> name = world.zone().at(World.NAMES.primary());
    require(name.size() <= 1, "several names " + name);
    if (name.isEmpty() || foreignName) {
      require(
          !foreignName || target().equals(Optional.of("elsewhere.example.com")),
          "a foreign name was taken");
      return;
    }
    Optional<String> at = target().flatMap(world::at).map(node -> node.instanceId);
    require(at.equals(publisher), "the name points at " + at + ", published is " + publisher);
  }

  void founds(SimulatedNode node) {
    require(!published, node.instanceId + " founds over a published cluster");
  }

  void startedAsPrimary(SimulatedNode node) {
    verified = Optional.empty();
    require(
        !world.setting().telling() || !node.disk.isReplica(),
        node.instanceId + " starts as primary on a replica's data");
    require(
        record.filter(now -> now.entitles(node.instanceId)).isPresent(),
        node.instanceId + " starts as primary, the record is " + record);
    List<SimulatedNode> primaries =
        world.nodes().stream().filter(SimulatedNode::runsAsPrimary).toList();
    require(
        primaries.size() == 1,
        "several primaries " + primaries.stream().map(one -> one.instanceId).toList());
  }

  /** Nobody runs as primary against the record; the predecessor's primary had none. */
  private void entitled() {
    for (SimulatedNode node : world.nodes()) {
      require(
          !node.runsAsPrimary() || record.orElseThrow().entitles(node.instanceId),
          node.instanceId + " runs as primary, the record is " + record);
    }
  }

  /** Nobody gives up a role that it still holds because of a write that can be settled. */
  void givesUp(ToolRun run, Tenure tenure, Ec2ClusterException why) {
    boolean holds =
        record
            .filter(now -> now.entitles(tenure.record().owner().instanceId()))
            .filter(now -> now.epoch() == tenure.record().epoch())
            .isPresent();
    require(
        !run.shouldGoOn() || !holds || foreignName,
        run.name() + " gives up what it holds: " + why.getMessage());
  }

  /** A release that did not happen had a reason. */
  void released(Tenure tenure, boolean free) {
    boolean stands = record.filter(now -> now.nonce().equals(tenure.record().nonce())).isPresent();
    boolean published = tenure.record().state() == RoleState.PUBLISHED;
    require(free || published || !stands, "a release was given up, the record is " + record);
  }

  static void require(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }

  String state() {
    return publisher.orElse("") + published + foreignName;
  }
}
