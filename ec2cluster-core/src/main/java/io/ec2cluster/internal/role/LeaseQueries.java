package io.ec2cluster.internal.role;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.role.LeaseCheckReport;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query.Answer;
import java.util.Optional;

/** {@code lease show} and {@code lease check}. */
final class LeaseQueries {
  private static final int HOLDS = 0;
  private static final int HOLDS_NOT = 10;

  /**
   * systemd counts 255 of an ExecCondition= as a failure, so that Restart= tries again
   * (systemd.service(5)).
   */
  private static final int TRY_AGAIN = 255;

  private final OperationContext context;
  private final EngineNode node;

  LeaseQueries(OperationContext context, EngineNode node) {
    this.context = context;
    this.node = node;
  }

  Answer show() {
    LeaseReport report = LeaseReport.of(context.names(), lease().view());
    return new Answer(report, LeaseText.of(report), HOLDS);
  }

  Answer check(boolean start) {
    if (!start) {
      return answer(owner(lease().view()));
    }
    try {
      NodeData data = node.data();
      return answer(
          data.madeFor().equals(Optional.of(Role.REPLICA)) ? replica(data) : mayStart(data));
    } catch (Ec2ClusterException unreadable) {
      LeaseCheckReport check = new LeaseCheckReport(false, String.valueOf(unreadable.getMessage()));
      return new Answer(check, check.why(), TRY_AGAIN);
    }
  }

  private static LeaseCheckReport replica(NodeData data) {
    return new LeaseCheckReport(
        true, "the engine would start as a replica (" + data.description() + ")");
  }

  /**
   * Told first, read then: once the record has answered, the init system starts the engine without
   * asking again.
   */
  private LeaseCheckReport mayStart(NodeData data) {
    if (data.kind() == NodeData.Kind.EMPTY) {
      Optional<LeaseCheckReport> refusal = emptyReturn(data);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    context.cloud().presence(context.cluster()).startingEngine();
    RoleView view = lease().view();
    LeaseCheckReport check = owner(view);
    return check.entitled() && isPromoting(view)
        ? new LeaseCheckReport(
            false, check.why() + ", whose promotion is not finished: run 'ec2cluster promote'")
        : check;
  }

  /** Why an engine without data may not start; only one that comes back, and harmlessly, may. */
  private Optional<LeaseCheckReport> emptyReturn(NodeData data) {
    Optional<EmptyReturn> judged =
        lease()
            .view()
            .record()
            .filter(record -> record.isReturnOf(context.cloud().metadata().instanceId()))
            .flatMap(
                record ->
                    node.emptyReturn(
                        Roster.read(context, new Candidates(context).of(node)).others()));
    if (judged.map(EmptyReturn::harmless).orElse(false)) {
      return Optional.empty();
    }
    String why =
        "there is no data to start with ("
            + data.description()
            + "): run 'ec2cluster init'"
            + judged.map(found -> "; " + found.reason()).orElse("");
    return Optional.of(new LeaseCheckReport(false, why));
  }

  /**
   * An unfinished promotion goes on by its own command alone, which rewrites the record first. What
   * an init system starts leaves no trace there: somebody who takes the role over from this node
   * meanwhile keeps the published owner in the record, and would forget this one.
   */
  private static boolean isPromoting(RoleView view) {
    return view.record()
        .filter(record -> record.state() == RoleState.CLAIMED && record.previous().isPresent())
        .isPresent();
  }

  private LeaseCheckReport owner(RoleView view) {
    String self = context.cloud().metadata().instanceId();
    Optional<RoleRecord> record = view.record();
    String found =
        record
            .map(r -> r.owner() + ", " + r.state().label() + ", epoch " + r.epoch())
            .orElse("nobody: there is no record");
    return new LeaseCheckReport(
        record.filter(r -> r.entitles(self)).isPresent(),
        "this node is "
            + self
            + "; the role record "
            + context.names().record()
            + " names "
            + found);
  }

  private static Answer answer(LeaseCheckReport check) {
    return new Answer(check, check.why(), check.entitled() ? HOLDS : HOLDS_NOT);
  }

  private RoleLease lease() {
    return RoleLeases.of(context);
  }
}
