package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.records.RecordsReport;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code members} and {@code status}: asks everybody once. */
final class Survey {
  private static final Logger LOG = LoggerFactory.getLogger(Survey.class);

  private final String cluster;
  private final GroupView group;
  private final Optional<FoundingRecord> record;
  private final Sighting sighting;
  private final EtcdApi.Access access;
  private final Optional<Records> records;

  private Survey(
      String cluster,
      GroupView group,
      Optional<FoundingRecord> record,
      Sighting sighting,
      EtcdApi.Access access,
      Optional<Records> records) {
    this.cluster = cluster;
    this.group = group;
    this.record = record;
    this.sighting = sighting;
    this.access = access;
    this.records = records;
  }

  private static Survey of(OperationContext context) throws InterruptedException {
    Surroundings surroundings = new Surroundings(context);
    GroupView group = surroundings.view();
    EtcdApi.Access access = surroundings.access();
    List<String> urls = group.running().stream().map(GroupMember::clientUrl).toList();
    return new Survey(
        surroundings.cluster(),
        group,
        surroundings.foundings().read(),
        new Lookout(access).look(urls),
        access,
        surroundings.records());
  }

  static Query.Answer members(OperationContext context, NoOptions none)
      throws InterruptedException {
    Survey survey = of(context);
    Optional<ClusterView> view = survey.own();
    MembersReport report =
        new MembersReport(
            survey.cluster, view.map(found -> found.clusterId().hex()), survey.rows());
    int exitCode = view.isPresent() ? 0 : StatusReport.State.UNAVAILABLE.exitCode();
    return new Query.Answer(report, SurveyText.of(report), exitCode);
  }

  static Query.Answer status(OperationContext context, NoOptions none) throws InterruptedException {
    StatusReport report = of(context).status();
    return new Query.Answer(report, SurveyText.of(report), report.state().exitCode());
  }

  private Optional<ClusterView> own() {
    return record
        .map(FoundingRecord::cluster)
        .flatMap(sighting::find)
        .or(() -> sighting.clusters().stream().findFirst().filter(found -> record.isEmpty()));
  }

  private List<MemberRow> rows() throws InterruptedException {
    List<MemberRow> rows = new ArrayList<>();
    if (own().isPresent()) {
      ClusterView view = own().get();
      List<EtcdApi.Alarm> alarms = alarms(access, view);
      for (ClusterMember member : view.members()) {
        rows.add(row(member, view, alarms));
      }
    }
    rows.sort(Comparator.comparing(MemberRow::name).thenComparing(MemberRow::id));
    return rows;
  }

  private static List<EtcdApi.Alarm> alarms(EtcdApi.Access access, ClusterView view)
      throws InterruptedException {
    try {
      return access.at(view.endpoint()).alarms();
    } catch (EnvironmentException silent) {
      LOG.warn("The alarms of the cluster cannot be read: {}", silent.getMessage());
      return List.of();
    }
  }

  private MemberRow row(ClusterMember member, ClusterView view, List<EtcdApi.Alarm> alarms)
      throws InterruptedException {
    Optional<EtcdStatus> status = status(member);
    return new MemberRow(
        member.name(),
        member.id().hex(),
        member.peerUrls(),
        member.clientUrls(),
        state(member, view, status),
        group.find(member).isPresent(),
        status.map(EtcdStatus::version),
        status.map(EtcdStatus::databaseSize),
        status.map(EtcdStatus::raftIndex),
        status.map(found -> Math.max(0, view.leaderIndex() - found.raftIndex())),
        alarms.stream()
            .filter(alarm -> alarm.member().equals(member.id()))
            .map(EtcdApi.Alarm::kind)
            .toList());
  }

  private static MemberRow.State state(
      ClusterMember member, ClusterView view, Optional<EtcdStatus> status) {
    if (status.isEmpty() || status.get().leader().equals(EtcdId.NONE)) {
      return MemberRow.State.SILENT;
    }
    if (member.learner()) {
      return MemberRow.State.LEARNER;
    }
    return view.leader().equals(member.id()) ? MemberRow.State.LEADER : MemberRow.State.VOTER;
  }

  private Optional<EtcdStatus> status(ClusterMember member) throws InterruptedException {
    for (String url : member.clientUrls()) {
      try {
        return Optional.of(access.at(url).status());
      } catch (EnvironmentException silent) {
        LOG.debug("shown as silent", silent);
      }
    }
    return Optional.empty();
  }

  private StatusReport status() throws InterruptedException {
    List<MemberRow> rows = rows();
    List<String> findings = new ArrayList<>();
    boolean contradiction = contradictions(findings);
    missing(rows, findings);
    Optional<RecordsReport> published = published();
    published.ifPresent(report -> findings.addAll(report.findings()));
    StatusReport.State state =
        contradiction
                || published
                    .filter(report -> report.state() == RecordsReport.State.FOREIGN)
                    .isPresent()
            ? StatusReport.State.CONTRADICTION
            : own().isEmpty()
                ? StatusReport.State.UNAVAILABLE
                : findings.isEmpty() ? StatusReport.State.HEALTHY : StatusReport.State.DEGRADED;
    return new StatusReport(
        cluster,
        state,
        record.map(found -> found.isFormed() ? "formed" : "forming"),
        record.map(FoundingRecord::generation),
        record.map(found -> found.cluster().hex()),
        group.size(),
        group.members().stream().map(GroupMember::name).toList(),
        rows,
        published,
        findings);
  }

  /** Before it is formed there is nothing to be published. */
  private Optional<RecordsReport> published() {
    boolean formed = record.filter(FoundingRecord::isFormed).isPresent();
    return records.map(
        found -> found.report(own().filter(view -> formed).map(ClusterView::published)));
  }

  private boolean contradictions(List<String> findings) {
    sighting.clusters().stream()
        .map(ClusterView::clusterId)
        .filter(id -> record.isPresent() && !record.get().cluster().equals(id))
        .forEach(
            id ->
                findings.add(
                    "cluster %s answers at an address of the group, and the founding record names %s"
                        .formatted(id, record.get().cluster())));
    if (record.isEmpty() && sighting.clusters().size() > 1) {
      findings.add("several clusters answer, and there is no founding record");
    }
    return !findings.isEmpty();
  }

  private void missing(List<MemberRow> rows, List<String> findings) {
    if (record.isEmpty()) {
      findings.add("there is no founding record: run 'etcd run' on the nodes of the group");
    } else if (!record.get().isFormed()) {
      findings.add("founding %d is not formed yet".formatted(record.get().generation()));
    } else if (own().isEmpty()) {
      findings.add("no quorum of cluster %s answers".formatted(record.get().cluster()));
    }
    for (MemberRow row : rows) {
      String name = row.name().isEmpty() ? row.id() : row.name();
      if (row.state() == MemberRow.State.SILENT) {
        findings.add(name + " does not answer");
      } else if (row.state() == MemberRow.State.LEARNER) {
        findings.add(name + " has no vote yet");
      }
      if (!row.inGroup()) {
        findings.add(name + " is not in the group");
      }
      row.alarms().forEach(alarm -> findings.add(name + " has raised the alarm " + alarm));
    }
    if (!group.isComplete()) {
      findings.add("%d of %d nodes are present".formatted(group.members().size(), group.size()));
    }
    if (own().isPresent()) {
      group.members().stream()
          .filter(node -> own().get().about(node).isEmpty())
          .forEach(node -> findings.add(node.name() + " is in the group and not a member"));
    }
  }
}
