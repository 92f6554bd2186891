package io.ec2cluster.internal.role;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.StatusReport.MemberStatus;
import io.ec2cluster.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong in a status, in words, each with the next command. */
final class StatusFindings {
  private final RoleView view;
  private final List<MemberStatus> members;
  private final String self;
  private final Probe probe;
  private final Optional<Role> madeFor;
  private final Set<String> lost;

  /**
   * The findings of a status.
   *
   * @param madeFor the role that this node's data is made for
   * @param lost those who are known to this node, the primary, and do not follow it
   */
  StatusFindings(
      RoleView view,
      List<MemberStatus> members,
      String self,
      Probe probe,
      Optional<Role> madeFor,
      Set<String> lost) {
    this.view = view;
    this.members = List.copyOf(members);
    this.self = self;
    this.probe = probe;
    this.madeFor = madeFor;
    this.lost = lost;
  }

  /** What two sources say against each other. */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    for (MemberStatus member : members) {
      boolean entitled =
          view.record().filter(record -> record.entitles(member.instance())).isPresent();
      if (runsAsPrimary(member) && !entitled && view.record().isPresent()) {
        found.add(
            member.instance()
                + " runs as a primary, the record names "
                + named()
                + ": stop its engine, then run 'ec2cluster rejoin' there");
      }
    }
    Optional<RoleRecord> published =
        view.record().filter(record -> record.state() == RoleState.PUBLISHED);
    published.ifPresent(record -> name(record).ifPresent(found::add));
    return found;
  }

  /** Another member told so over the network; what this node's data was made for runs nothing. */
  private boolean runsAsPrimary(MemberStatus member) {
    boolean primary = member.role().equals(Optional.of(Role.PRIMARY.label()));
    return member.instance().equals(self)
        ? probe.running() != Probe.Running.NO
            && (primary || probe.role().equals(Optional.of(Role.PRIMARY)))
        : primary;
  }

  /** The name points at another member than the record. */
  private Optional<String> name(RoleRecord record) {
    List<String> targets =
        view.primary().stream().map(RecordSet::target).flatMap(Optional::stream).toList();
    String owner = record.owner().instanceId();
    if (targets.isEmpty()) {
      return Optional.of(
          "the record says that "
              + owner
              + " is published, but the primary name points nowhere: run 'ec2cluster init' on "
              + owner);
    }
    return members.stream()
        .filter(member -> !member.owner())
        .filter(member -> member.address().filter(targets::contains).isPresent())
        .findFirst()
        .map(
            member ->
                "DNS names "
                    + member.instance()
                    + " as primary, the record says "
                    + owner
                    + ": run 'ec2cluster init' on "
                    + owner);
  }

  /** What is wrong without a contradiction. */
  List<String> problems() {
    List<String> found = new ArrayList<>();
    if (probe.running() != Probe.Running.YES) {
      found.add(
          "this node's engine does not answer ("
              + probe.description()
              + "): run 'ec2cluster "
              + (isFormerPrimary() ? "rejoin" : "init")
              + "'");
    }
    for (MemberStatus member : members) {
      if (!member.instance().equals(self)) {
        problem(member).ifPresent(found::add);
      }
    }
    return found;
  }

  private boolean isFormerPrimary() {
    return madeFor.equals(Optional.of(Role.PRIMARY))
        && view.record()
            .filter(record -> record.state() == RoleState.PUBLISHED && !record.isOwnedBy(self))
            .isPresent();
  }

  private Optional<String> problem(MemberStatus member) {
    boolean silent = member.answers().equals("no");
    if (member.owner() && silent) {
      return Optional.of(
          "the primary "
              + member.instance()
              + " does not answer ("
              + member.description()
              + "): if it is gone, run 'ec2cluster promote' on the most advanced replica");
    }
    if (member.inPool() && silent) {
      return Optional.of(
          member.instance()
              + " is in the replica pool and does not answer ("
              + member.description()
              + "): run 'ec2cluster pool check' there or, if it is terminated, here");
    }
    if (member.inPool() && lost.contains(member.instance())) {
      return Optional.of(
          member.instance()
              + " is in the replica pool and answers, but does not follow this primary: run"
              + " 'ec2cluster pool check' there");
    }
    return Optional.empty();
  }

  private String named() {
    return view.record()
        .map(
            record ->
                record.owner().instanceId()
                    + " ("
                    + record.state().label()
                    + ", epoch "
                    + record.epoch()
                    + ")")
        .orElse("nobody");
  }
}
