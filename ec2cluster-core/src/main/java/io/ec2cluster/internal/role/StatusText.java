package io.ec2cluster.internal.role;

import io.ec2cluster.TextTable;
import io.ec2cluster.role.StatusReport;
import java.util.ArrayList;
import java.util.List;

/** What {@code status} answers, in the form for people. */
final class StatusText {
  private StatusText() {}

  static String of(StatusReport report) {
    StringBuilder text = new StringBuilder();
    LeaseText.line(text, "cluster", report.cluster());
    text.append(LeaseText.of(report.record()));
    for (StatusReport.Pooled member : report.pool()) {
      LeaseText.line(
          text,
          "replica",
          member.instance() + " at " + member.target() + ", weight " + member.weight());
    }
    LeaseText.line(text, "this node", report.instance() + ": " + report.node().description());
    LeaseText.line(text, "data", report.node().data());
    text.append('\n').append(TextTable.of(rows(report))).append('\n');
    report.contradictions().forEach(line -> LeaseText.line(text, "contradiction", line));
    report.problems().forEach(line -> LeaseText.line(text, "problem", line));
    LeaseText.line(text, "verdict", report.verdict());
    return text.toString();
  }

  private static List<List<String>> rows(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "NODE", "ROLE", "INSTANCE", "ANSWERS", "POSITION", "LAG", "SLOT", "POOL", "RECORD"));
    report
        .members()
        .forEach(
            member ->
                rows.add(
                    List.of(
                        member.instance(),
                        member.role().orElse("-"),
                        member.state().orElse("-"),
                        member.answers(),
                        member.position().orElse("-"),
                        member.lagBytes().map(bytes -> bytes + " B").orElse("-"),
                        member.slot().orElse("-"),
                        member.inPool() ? "in" : "-",
                        member.owner() ? report.record().state().orElse("-") : "-")));
    return rows;
  }
}
