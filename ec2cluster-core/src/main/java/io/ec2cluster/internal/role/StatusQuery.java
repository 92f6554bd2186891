package io.ec2cluster.internal.role;

import com.google.common.base.Ascii;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Query.Answer;
import java.util.List;
import java.util.Optional;

/** {@code status}: what the role record, the names and this node say. */
final class StatusQuery {
  private static final int HEALTHY = 0;
  private static final int DEGRADED = 10;
  private static final int NO_PRIMARY = 11;
  private static final int CONTRADICTION = 12;

  private final OperationContext context;
  private final EngineNode node;

  StatusQuery(OperationContext context, EngineNode node) {
    this.context = context;
    this.node = node;
  }

  /** The JSON form. */
  public record Status(
      String cluster,
      String instance,
      LeaseReport record,
      List<Member> pool,
      Node node,
      String verdict) {}

  /** A member of the replica pool. */
  public record Member(String instance, int weight, String target) {}

  /** This node. */
  public record Node(
      String running,
      Optional<String> role,
      String data,
      Optional<Long> lagBytes,
      String description) {}

  Answer answer() {
    RoleView view =
        new RoleLease(
                context.cloud().zone(),
                context.names(),
                context.cloud().liveness(),
                context.time(),
                context.random())
            .view();
    Probe probe = node.probe();
    String self = context.cloud().metadata().instanceId();
    int code = exitCode(view, probe, self);
    Status status =
        new Status(
            context.cluster(),
            self,
            LeaseReport.of(context.names(), view),
            pool(),
            here(probe),
            verdict(code, view, probe));
    return new Answer(status, text(status), code);
  }

  private Node here(Probe probe) {
    return new Node(
        Ascii.toLowerCase(probe.running().name()),
        probe.role().map(Role::label),
        data(),
        probe.lagBytes().isPresent() ? Optional.of(probe.lagBytes().getAsLong()) : Optional.empty(),
        probe.description());
  }

  private String data() {
    try {
      return node.data().description();
    } catch (Ec2ClusterException unknown) {
      return "not known: " + unknown.getMessage();
    }
  }

  private List<Member> pool() {
    if (context.names().replica().isEmpty()) {
      return List.of();
    }
    ReplicaPool pool =
        new ReplicaPool(
            context.cloud().zone(),
            context.names().replica().get(),
            context.names().replicaTtl(),
            context.settings().dns().weight(),
            context.time(),
            context.random());
    return pool.members().stream()
        .filter(set -> set.weighted().isPresent())
        .map(StatusQuery::member)
        .toList();
  }

  private static Member member(RecordSet set) {
    return new Member(
        set.weighted().orElseThrow().setIdentifier(),
        set.weighted().orElseThrow().weight(),
        set.target().orElseGet(set::toString));
  }

  private static int exitCode(RoleView view, Probe probe, String self) {
    boolean owner = view.record().filter(record -> record.entitles(self)).isPresent();
    boolean published =
        view.record().filter(record -> record.state() == RoleState.PUBLISHED).isPresent();
    if (probe.role().equals(Optional.of(Role.PRIMARY)) && !owner) {
      return CONTRADICTION;
    }
    if (published && view.primary().isEmpty()) {
      return CONTRADICTION;
    }
    if (!published) {
      return NO_PRIMARY;
    }
    return probe.running() == Probe.Running.YES ? HEALTHY : DEGRADED;
  }

  private String verdict(int code, RoleView view, Probe probe) {
    return switch (code) {
      case HEALTHY -> "healthy";
      case DEGRADED ->
          "this node's engine does not answer (" + probe.description() + "): run 'ec2cluster init'";
      case NO_PRIMARY ->
          "no published primary: run 'ec2cluster init' on a node, or 'ec2cluster promote' on a replica";
      default ->
          "contradiction: the record names "
              + view.record().map(r -> r.owner() + ", " + r.state().label()).orElse("nobody")
              + ", this node runs as "
              + probe.role().map(Role::label).orElse("nothing")
              + ", "
              + context.names().primary()
              + " points at "
              + view.primary().stream().map(set -> set.target().orElse("?")).toList()
              + ": stop the engine here and run"
              + " 'ec2cluster init'";
    };
  }

  private static String text(Status status) {
    StringBuilder text = new StringBuilder();
    LeaseReport.line(text, "cluster", status.cluster());
    text.append(status.record().text());
    for (Member member : status.pool()) {
      LeaseReport.line(
          text,
          "replica",
          member.instance() + " at " + member.target() + ", weight " + member.weight());
    }
    LeaseReport.line(text, "this node", status.instance() + ": " + status.node().description());
    LeaseReport.line(text, "data", status.node().data());
    LeaseReport.line(text, "verdict", status.verdict());
    return text.toString();
  }
}
