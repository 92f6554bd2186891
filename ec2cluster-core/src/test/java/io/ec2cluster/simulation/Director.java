package io.ec2cluster.simulation;

import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Picks who goes on and what happens, by the choices of one schedule, until nothing is left. */
final class Director implements IntSupplier {
  /** Far more than any schedule needs that gets anywhere. */
  private static final int MAX_MOVES = 6000;

  private static final List<OperatorRun.Kind> KINDS = List.of(OperatorRun.Kind.values());

  private final World world;
  private final Stage stage;
  private final List<Optional<ToolRun>> processes = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private final NodeFiles files;
  private final Remedy remedy;
  private final Orders orders;
  private int operationsLeft;
  private int current = Stage.HOUSE;
  private int made;
  private int lastRound = -1;

  Director(World world, Stage stage, NodeFiles files) {
    this.world = world;
    this.files = files;
    this.remedy = new Remedy(world, this::isIdle);
    this.orders = new Orders(world);
    this.stage = stage;
    this.operationsLeft = world.setting().operations();
    for (int i = 0; i <= World.MAX_NODES; i++) {
      processes.add(Optional.empty());
    }
  }

  @Override
  public int getAsInt() {
    while (true) {
      Invariants.require(++made <= MAX_MOVES, () -> "no end after " + MAX_MOVES + " moves");
      collect();
      int chosen = world.choices().move(moves, this::state);
      if (chosen == ExhaustiveChoices.KNOWN_STATE) {
        return Stage.HOUSE;
      }
      Move move = moves.get(chosen);
      switch (move.kind()) {
        case RUN -> {
          current = move.index();
          return current;
        }
        case START -> {
          SimulatedNode node = world.nodes().get(move.index());
          node.attempts--;
          Optional<Order> order = next(node);
          if (order.isPresent()) {
            return run(node, order.get());
          }
        }
        case ORDER -> {
          operationsLeft--;
          SimulatedNode node = world.nodes().get(move.index());
          node.ordered = true;
          return run(node, orders.any(node));
        }
        case BOOT -> {
          return boot(world.nodes().get(move.index()));
        }
        case REVIVE -> world.revive(world.nodes().get(move.index()));
        case WRITE -> world.write(world.nodes().get(move.index()));
        case STREAM -> world.stream(world.nodes().get(move.index()));
        case LAND -> world.land(move.index());
        case OUTAGE -> world.outage(world.nodes().get(move.index()));
        case OPERATE -> {
          return operate(KINDS.get(move.index()));
        }
        case END -> {
          if (world.setting().life()) {
            new LifeProgress(world).check();
          } else {
            new Progress(world).check();
          }
          return Stage.HOUSE;
        }
      }
    }
  }

  int moves() {
    return made;
  }

  /** What its supervisor, or in a whole life its operator, has a node do. */
  private Optional<Order> next(SimulatedNode node) {
    return world.setting().life()
        ? remedy.on(node)
        : Optional.of(Order.init(world.setting().deadline()));
  }

  private int run(SimulatedNode node, Order order) {
    node.runs++;
    world.trace(() -> node.instanceId + " runs " + order + ", " + node.disk);
    NodeRun run = new NodeRun(world, node, order, files.of(node));
    return cast(run.process(), run);
  }

  private int boot(SimulatedNode node) {
    node.booting = false;
    BootRun run = new BootRun(world, node, files.of(node));
    return cast(run.process(), run);
  }

  private int operate(OperatorRun.Kind kind) {
    operationsLeft--;
    world.trace(() -> "operator begins " + kind);
    String owner =
        world.invariants().record().map(record -> record.owner().instanceId()).orElse("nobody");
    OperatorRun run = new OperatorRun(world, kind, owner, this::isIdle);
    return cast(run.process(), run);
  }

  private int cast(ToolRun process, Runnable run) {
    processes.set(process.index, Optional.of(process));
    stage.cast(process.index, run);
    current = process.index;
    return current;
  }

  private void collect() {
    moves.clear();
    for (int i = 0; i <= World.MAX_NODES; i++) {
      if (stage.isActing(i)) {
        boolean asleep = processes.get(i).filter(ToolRun::isAsleep).isPresent();
        moves.add(Move.of(Move.Kind.RUN, i, (asleep ? 4 : 20) + (i == current ? 20 : 0)));
      }
    }
    for (SimulatedNode node : world.nodes()) {
      if (node.ordered && !stage.isActing(node.index)) {
        node.ordered = false;
        world.changed();
      }
    }
    for (int i = 0; i < world.zone().delayed(); i++) {
      moves.add(Move.of(Move.Kind.LAND, i, 6));
    }
    starts();
    if (world.setting().life()) {
      boots();
    }
    if (moves.isEmpty() && world.setting().life() && lastRound != world.changes()) {
      // Whoever had to wait for another one tries once more, until that changes nothing.
      lastRound = world.changes();
      world.allTryAgain();
      starts();
    }
    if (moves.isEmpty()) {
      moves.add(Move.of(Move.Kind.END, 0, 6));
    }
    for (SimulatedNode node : world.nodes()) {
      if (world.mayFail() && isIdle(node) && node.runs > 0) {
        moves.add(Move.of(Move.Kind.OUTAGE, node.index, 1));
      }
    }
    if (world.setting().life()) {
      life();
    } else if (operationsLeft > 0 && !stage.isActing(World.MAX_NODES)) {
      operations();
    }
  }

  private void starts() {
    for (SimulatedNode node : world.nodes()) {
      boolean done = !world.setting().life() && node.isDone();
      if (isIdle(node) && !done && node.attempts > 0) {
        moves.add(Move.of(Move.Kind.START, node.index, 6));
      }
    }
  }

  /** What comes by itself, sooner or later. */
  private void boots() {
    for (SimulatedNode node : world.nodes()) {
      if (node.stopped && !node.terminated && !stage.isActing(node.index)) {
        moves.add(Move.of(Move.Kind.REVIVE, node.index, 3));
      }
      // A known weak place: what was under way before a boot must not arrive after it.
      boolean boots =
          node.booting
              && isIdle(node)
              && node.engine == SimulatedNode.Engine.OFF
              && !node.disk.isEmpty();
      if (boots && world.zone().delayed() == 0) {
        moves.add(Move.of(Move.Kind.BOOT, node.index, 8));
      }
    }
  }

  private void life() {
    for (SimulatedNode node : world.nodes()) {
      if (operationsLeft > 0 && isIdle(node)) {
        moves.add(Move.of(Move.Kind.ORDER, node.index, 2));
      }
      if (world.mayWrite(node)) {
        moves.add(Move.of(Move.Kind.WRITE, node.index, 2));
      }
      if (world.mayStream(node)) {
        moves.add(Move.of(Move.Kind.STREAM, node.index, 4));
      }
    }
  }

  private boolean isIdle(SimulatedNode node) {
    return !node.terminated && !node.stopped && !node.held && !stage.isActing(node.index);
  }

  private void operations() {
    Optional<RoleRecord> record = world.invariants().record();
    add(OperatorRun.Kind.TTL);
    if (record.isEmpty()) {
      add(OperatorRun.Kind.NAME);
      return;
    }
    if (record.get().everPublished()) {
      add(OperatorRun.Kind.NAME);
    }
    Optional<SimulatedNode> owner = world.find(record.get().owner().instanceId());
    boolean dead = owner.isEmpty() || owner.get().terminated;
    boolean idle = !dead && isIdle(owner.get());
    boolean free = record.get().state() == RoleState.FREE;
    if (!free && (dead || (idle && !owner.get().runsAsPrimary()))) {
      add(OperatorRun.Kind.FORCE);
    }
    if (!free && idle) {
      add(OperatorRun.Kind.RELEASE);
    }
    if (dead || idle) {
      add(OperatorRun.Kind.REFOUND);
    }
    if (!dead && !world.setting().local()) {
      add(OperatorRun.Kind.REFOUND_OVER_THE_LIVING);
    }
  }

  private void add(OperatorRun.Kind kind) {
    moves.add(Move.of(Move.Kind.OPERATE, KINDS.indexOf(kind), 2));
  }

  private String state() {
    StringBuilder state = new StringBuilder(world.state());
    for (int i = 0; i <= World.MAX_NODES; i++) {
      if (stage.isActing(i)) {
        state.append(processes.get(i).map(ToolRun::state).orElse(""));
      }
    }
    return state.toString();
  }
}
