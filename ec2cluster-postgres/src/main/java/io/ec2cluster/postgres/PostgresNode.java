package io.ec2cluster.postgres;

import com.google.common.base.Suppliers;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** PostgreSQL on this node. The layout is looked for when it is first needed, once. */
final class PostgresNode implements EngineNode {
  private static final Duration DETACH_PATIENCE = Duration.ofMinutes(1);

  private final PostgresSettings settings;
  private final Supplier<Server> server;

  PostgresNode(OperationContext context, PostgresSettings settings, Machine machine) {
    this.settings = settings;
    this.server = Suppliers.memoize(() -> server(context, settings, machine));
  }

  /** The server of this node; its layout is looked for now. */
  static Server server(OperationContext context, PostgresSettings settings, Machine machine) {
    return Interruptible.ask(
        () ->
            new Server(
                context,
                settings,
                machine,
                new LayoutFinder(settings, machine, context.commands()).find()));
  }

  @Override
  public int port() {
    return server.get().layout().port();
  }

  @Override
  public NodeData data() {
    return Interruptible.ask(this::look);
  }

  private NodeData look() throws InterruptedException {
    DataDirectory data = server.get().data();
    if (data.isRewinding()) {
      return rewinding(data);
    }
    if (data.isEmpty()) {
      server.get().auth().require();
      return NodeData.empty("no data in " + data.path());
    }
    data.requireUsable();
    ControlFile control = data.control();
    boolean running = server.get().processes().postmaster().isPresent();
    if (PackageCluster.isUntouched(server.get().layout(), data, control, running)) {
      return packageCluster(data);
    }
    Role madeFor = data.madeFor();
    return new NodeData(
        NodeData.Kind.PRESENT,
        Optional.of(control.systemIdentifier()),
        Optional.of(madeFor),
        data.path()
            + ", system identifier "
            + control.systemIdentifier()
            + ", timeline "
            + control.timeline()
            + ", prepared for a "
            + madeFor.label());
  }

  /** Still a former primary's: it becomes a replica's when the rewind is complete. */
  private static NodeData rewinding(DataDirectory data) throws InterruptedException {
    Path place = DataDirectory.rewinding(data.path());
    return new NodeData(
        NodeData.Kind.PRESENT,
        Optional.of(data.control(place).systemIdentifier()),
        Optional.of(Role.PRIMARY),
        place
            + ", a former primary's data whose rewind is not complete: 'ec2cluster rejoin' goes on");
  }

  private NodeData packageCluster(DataDirectory data) {
    if (!settings.adoptPackageCluster()) {
      throw new RefusedException(
          data.path()
              + " is the untouched cluster that Debian's package made on this machine, with a system"
              + " identifier of its own: no member of the cluster can be made from it. Set"
              + " postgres.adopt-package-cluster: true to have it moved aside, or"
              + " postgres.data-directory to another directory");
    }
    server.get().auth().require();
    return NodeData.empty(
        "only the untouched cluster of Debian's package in "
            + data.path()
            + ", which is to be moved aside");
  }

  @Override
  public Probe probe() {
    return Interruptible.ask(() -> new ServerProbe(server.get()).probe());
  }

  @Override
  public Optional<String> unfitForReaders() {
    return Interruptible.ask(() -> new ServerProbe(server.get()).unfitForReaders());
  }

  @Override
  public Standing standing() {
    return Interruptible.ask(() -> new Standings(server.get()).own());
  }

  @Override
  public Standing standingOf(Member member) {
    return new Standings(server.get()).of(member);
  }

  @Override
  public List<Follower> followers() {
    return Interruptible.ask(() -> new Followers(server.get()).list());
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return role == Role.PRIMARY
        ? new PrimaryPreparation(server.get(), assignment).steps()
        : new ReplicaPreparation(server.get(), assignment).steps();
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    return new StartSteps(server.get(), role, assignment).steps();
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    return new VerifySteps(server.get(), assignment).steps(role);
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return new Promotion(server.get(), assignment).steps();
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return rejoin(assignment, Rejoining.inPlace());
  }

  @Override
  public List<Step> rejoin(Supplier<Assignment> assignment, Rejoining how) {
    return new Rejoin(server.get(), assignment, how).steps();
  }

  @Override
  public List<Step> follow(Supplier<Assignment> assignment) {
    return new Following(server.get(), assignment).steps();
  }

  @Override
  public List<Step> forget(String instanceId, Supplier<Assignment> assignment) {
    return new Forgetting(server.get(), instanceId, assignment).steps();
  }

  @Override
  public List<Step> detach(Supplier<Assignment> assignment) {
    return server.get().context().settings().synchronous().replicas() == 0
        ? List.of()
        : List.of(new Detachment(server.get(), assignment, DETACH_PATIENCE).step());
  }

  @Override
  public List<Step> synchronise(Supplier<Set<String>> instanceIds) {
    int replicas = server.get().context().settings().synchronous().replicas();
    return List.of(new SynchronousStandbys(server.get(), instanceIds, replicas).step());
  }

  @Override
  public List<Step> prepareHandover() {
    return new HandoverPreparation(server.get()).steps();
  }

  @Override
  public boolean isProvenReplica() {
    return server.get().processes().all().isEmpty()
        && Interruptible.ask(() -> server.get().data().isProvenReplica());
  }

  @Override
  public List<Step> stop() {
    return new StopSteps(server.get()).steps();
  }
}
