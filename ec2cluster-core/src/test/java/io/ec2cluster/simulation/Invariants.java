package io.ec2cluster.simulation;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.StoredRecords;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What must hold after every step, whatever went wrong. */
final class Invariants {
  private static final String ELSEWHERE = "elsewhere.example.com";

  private final World world;
  private final Map<Long, String> owners = new HashMap<>();
  private Optional<RoleRecord> record = Optional.empty();
  private Optional<String> publisher = Optional.empty();
  private final Set<String> joined = new HashSet<>();
  private Optional<Writes> acknowledged = Optional.empty();
  private Optional<String> named = Optional.empty();
  private boolean dissolves;
  private int pooled;
  private boolean published;
  private boolean foreignName;

  /**
   * The name of a published cluster was moved by hand: it may be elsewhere until it is taken back.
   */
  private boolean moved;

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

  /** Whether clients that go by the name reach a node; as of the last commit. */
  boolean isNamed(SimulatedNode node) {
    return named.equals(Optional.of(node.address()));
  }

  void begin() {
    named = target();
    record = world.zone().find(World.RECORD).map(StoredRecords::read);
    record.ifPresent(now -> owners.put(now.epoch(), now.owner().instanceId()));
    published = record.filter(RoleRecord::everPublished).isPresent();
    publisher = target().flatMap(world::at).map(node -> node.instanceId);
    pooled = pool().size();
    pool().forEach(set -> joined.add(set.weighted().orElseThrow().setIdentifier()));
    foreignName = target().isPresent() && publisher.isEmpty();
  }

  /** Somebody has put the name elsewhere. */
  void nameElsewhere() {
    if (published) {
      moved = true;
    } else {
      foreignName = true;
    }
  }

  /** Whether the name of a published cluster was ever moved by hand. */
  boolean isNameMoved() {
    return moved;
  }

  void sends(ToolRun process, ChangeBatch batch) {
    if (batch.comment().startsWith("ec2cluster: publish")) {
      SimulatedNode node = process.node.orElseThrow();
      require(
          node.runsAsPrimary(), () -> node.instanceId + " publishes an engine that does not run");
      require(node.verified, () -> node.instanceId + " publishes an engine that is not verified");
    }
    if (batch.comment().startsWith("ec2cluster: release by ")
        || batch.comment().startsWith("ec2cluster: lease release by ")) {
      givesBack(process.node);
    }
    if (isPool(batch) && joins(batch)) {
      SimulatedNode node = process.node.orElseThrow();
      require(
          (node.verified || process.wasMember()) && node.engine == SimulatedNode.Engine.REPLICA,
          () -> node.instanceId + " joins the pool and is no verified replica");
      joined.add(node.instanceId);
    }
  }

  /** Whether a batch of the pool does more than take members out. */
  private static boolean joins(ChangeBatch batch) {
    return batch.changes().stream()
        .anyMatch(
            change ->
                change instanceof Change.Create create
                    && !batch.changes().contains(new Change.Delete(create.recordSet())));
  }

  /** Nobody is promoted whom another one that answered is ahead of, unless by force. */
  private void isAhead(SimulatedNode node, ToolRun process) {
    if (!process.hasTaken() || process.isForced()) {
      return;
    }
    for (SimulatedNode other : world.nodes()) {
      boolean compared =
          other != node
              && other.engine == SimulatedNode.Engine.REPLICA
              && process.hasHeard(other.instanceId)
              && other.disk.identity().equals(node.disk.identity());
      require(
          !compared || node.disk.writes().position().reaches(other.disk.writes().position()),
          () -> node.instanceId + " is promoted, and is behind " + other.instanceId);
    }
  }

  /** What was taken over is given back only while the data is still a replica's. */
  private void givesBack(Optional<SimulatedNode> by) {
    by.filter(node -> record.filter(now -> now.entitles(node.instanceId)).isPresent())
        .filter(node -> record.orElseThrow().previous().isPresent())
        .ifPresent(
            node ->
                require(
                    node.disk.isReplica() && !node.runsAsPrimary(),
                    () -> node.instanceId + " gives back what it was promoted for"));
  }

  /** A replica becomes the primary: of a role that was handed over nothing is lost. */
  void promotes(SimulatedNode node, ToolRun process) {
    isAhead(node, process);
    boolean handedOver =
        record
            .flatMap(RoleRecord::previous)
            .filter(before -> before.state() == RoleState.HANDOVER)
            .isPresent();
    require(
        !handedOver
            || process.isForced()
            || acknowledged.map(node.disk.writes()::holdAll).orElse(true),
        () ->
            node.instanceId
                + " is handed the role over with "
                + node.disk.writes()
                + ", acknowledged were "
                + acknowledged);
  }

  /** The primary has acknowledged what it has written to somebody who reached it by name. */
  void acknowledges(SimulatedNode node) {
    acknowledged = Optional.of(node.disk.writes());
  }

  /** What a published primary does not have is lost, by a promotion that was no handover. */
  private void leadsOn(SimulatedNode node) {
    if (!acknowledged.map(node.disk.writes()::holdAll).orElse(true)) {
      acknowledged = Optional.of(node.disk.writes());
    }
  }

  /** A batch is about to be applied. */
  void commits(ChangeBatch batch) {
    dissolves = batch.comment().contains("dissolves the cluster");
  }

  /** Whether a batch writes the pool and nothing else. */
  static boolean isPool(ChangeBatch batch) {
    return batch.changes().stream().allMatch(change -> isPool(change.recordSet()));
  }

  private static boolean isPool(RecordSet set) {
    return Optional.of(set.name()).equals(World.NAMES.replica());
  }

  /** Where the pool sends the readers of a node. */
  Optional<String> poolTarget(SimulatedNode node) {
    return ReplicaPool.of(pool(), node.instanceId).flatMap(RecordSet::target);
  }

  List<RecordSet> pool() {
    return world.zone().at(World.NAMES.replica().orElseThrow());
  }

  void committed() {
    Optional<RoleRecord> before = record;
    record = world.zone().find(World.RECORD).map(StoredRecords::read);
    require(record.isPresent() || before.isEmpty(), () -> "the record was deleted");
    record.ifPresent(now -> written(before, now));
    named = target();
    namePointsAtPublisher();
    poolHoldsReplicas();
  }

  private void written(Optional<RoleRecord> before, RoleRecord now) {
    before.ifPresent(earlier -> follows(earlier, now));
    String owner = now.owner().instanceId();
    String first = owners.computeIfAbsent(now.epoch(), epoch -> owner);
    require(
        first.equals(owner), () -> "epoch " + now.epoch() + " has owners " + first + ", " + owner);
    if (now.state() == RoleState.PUBLISHED) {
      require(now.everPublished(), () -> "published, and yet never published");
      published = true;
      publisher = Optional.of(owner);
      world.find(owner).ifPresent(this::leadsOn);
    } else if (!now.everPublished()) {
      published = false;
    }
    entitled(now);
  }

  private void poolHoldsReplicas() {
    boolean empty = pool().isEmpty();
    require(!empty || pooled == 0 || dissolves, () -> "the pool became empty");
    pooled = pool().size();
    for (RecordSet member : pool()) {
      Optional<SimulatedNode> node = member.target().flatMap(world::at);
      Optional<String> identifier = member.weighted().map(Weighted::setIdentifier);
      require(
          node.isPresent()
              && identifier.equals(node.map(one -> one.instanceId))
              && joined.contains(identifier.get()),
          () -> "no replica ever joined as " + member);
    }
  }

  private void follows(RoleRecord before, RoleRecord now) {
    require(now.epoch() >= before.epoch(), () -> "the epoch fell from " + before + " to " + now);
    boolean refounded = now.state() == RoleState.FREE && now.epoch() == before.epoch() + 1;
    require(
        now.everPublished() || !before.everPublished() || refounded,
        () -> "forgotten that it was published: " + before + " → " + now);
  }

  private void namePointsAtPublisher() {
    List<RecordSet> name = world.zone().at(World.NAMES.primary());
    require(name.size() <= 1, () -> "several names " + name);
    if (name.isEmpty() || foreignName) {
      require(
          !foreignName || target().equals(Optional.of(ELSEWHERE)),
          () -> "a foreign name was taken");
      return;
    }
    if (moved && target().equals(Optional.of(ELSEWHERE))) {
      return;
    }
    Optional<String> at = target().flatMap(world::at).map(node -> node.instanceId);
    require(at.equals(publisher), () -> "the name points at " + at + ", published is " + publisher);
  }

  void founds(SimulatedNode node) {
    require(!published, () -> node.instanceId + " founds over a published cluster");
  }

  /** The end of the process that starts an engine must prove nothing. */
  void starts(SimulatedNode node) {
    boolean told =
        node.told
            .filter(
                last ->
                    last.boot() == node.boot && last.phase() == SimulatedPresence.Phase.STARTING)
            .isPresent();
    require(
        !world.setting().local() || told,
        () -> node.instanceId + " starts its engine, and has told " + node.told);
  }

  void startedAsPrimary(SimulatedNode node) {
    require(
        !world.setting().telling() || !node.disk.isReplica(),
        () -> node.instanceId + " starts as primary on a replica's data");
    require(
        record.filter(now -> mayRun(node, now)).isPresent(),
        () -> node.instanceId + " starts as primary, the record is " + record);
    List<SimulatedNode> primaries =
        world.nodes().stream().filter(SimulatedNode::runsAsPrimary).toList();
    require(
        primaries.size() == 1,
        () -> "several primaries " + primaries.stream().map(one -> one.instanceId).toList());
  }

  /** Nobody runs as primary against the record; the predecessor's primary had none. */
  private void entitled(RoleRecord now) {
    for (SimulatedNode node : world.nodes()) {
      require(
          !node.runsAsPrimary() || mayRun(node, now),
          () -> node.instanceId + " runs as primary, the record is " + record);
    }
  }

  /**
   * An init system asks and starts: whoever takes the record in between looks at the old primary
   * again before it promotes, and gives the record back.
   */
  private static boolean mayRun(SimulatedNode node, RoleRecord now) {
    boolean between =
        node.startedByBoot
            && now.previous()
                .filter(before -> before.owner().instanceId().equals(node.instanceId))
                .isPresent();
    return between || now.entitles(node.instanceId);
  }

  /** Nobody gives up a role that it still holds because of a write that can be settled. */
  void givesUp(ToolRun run, long epoch) {
    boolean holds = record.filter(now -> isTenure(run, epoch, now)).isPresent();
    require(
        !run.shouldGoOn() || !holds || foreignName || moved,
        () -> run.name() + " gives up epoch " + epoch);
  }

  /** A release that did not happen had a reason. */
  void gaveUp(ToolRun run, long epoch) {
    boolean stands =
        record
            .filter(now -> isTenure(run, epoch, now) && now.state() == RoleState.CLAIMED)
            .isPresent();
    require(!stands, () -> "a release was given up, the record is " + record);
  }

  private static boolean isTenure(ToolRun run, long epoch, RoleRecord now) {
    return now.epoch() == epoch
        && run.node.filter(node -> now.entitles(node.instanceId)).isPresent();
  }

  static void require(boolean holds, Supplier<String> violation) {
    if (!holds) {
      throw new Violation(violation.get());
    }
  }

  String state() {
    return publisher.orElse("") + published + foreignName;
  }
}
