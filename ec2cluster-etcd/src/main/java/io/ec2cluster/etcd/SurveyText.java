package io.ec2cluster.etcd;

import com.google.common.base.Ascii;
import io.ec2cluster.TextTable;
import io.ec2cluster.etcd.records.RecordsReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The answers for people. */
final class SurveyText {
  private static final List<String> HEADER =
      List.of("MEMBER", "ID", "STATE", "CLIENT", "VERSION", "DB SIZE", "INDEX", "LAG");
  private static final long KIB = 1024;

  private SurveyText() {}

  static String of(MembersReport report) {
    return report
            .clusterId()
            .map(id -> "%s: cluster %s\n".formatted(report.cluster(), id))
            .orElseGet(() -> report.cluster() + ": no quorum answers\n")
        + table(report.members());
  }

  static String of(StatusReport report) {
    String founding =
        report
            .founding()
            .map(
                state ->
                    "cluster %s, founding %d %s"
                        .formatted(
                            report.clusterId().orElse("-"), report.generation().orElse(0), state))
            .orElse("not founded");
    return "%s: %s; %s; %d of %d nodes present\n"
            .formatted(
                report.cluster(),
                Ascii.toLowerCase(report.state().name()),
                founding,
                report.present().size(),
                report.size())
        + table(report.members())
        + report.records().map(SurveyText::text).orElse("")
        + report.findings().stream()
            .map(found -> "- " + found + "\n")
            .collect(Collectors.joining());
  }

  private static String text(RecordsReport records) {
    return "records below %s: %s\n"
            .formatted(records.name(), Ascii.toLowerCase(records.state().name()))
        + records.sets().stream().map(set -> "  " + set + "\n").collect(Collectors.joining());
  }

  private static String table(List<MemberRow> members) {
    if (members.isEmpty()) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    members.forEach(member -> rows.add(row(member)));
    return TextTable.of(rows);
  }

  private static List<String> row(MemberRow member) {
    return List.of(
        member.name().isEmpty() ? "-" : member.name(),
        member.id(),
        Ascii.toLowerCase(member.state().name()),
        member.clientUrls().isEmpty() ? "-" : String.join(",", member.clientUrls()),
        member.version().orElse("-"),
        member.databaseBytes().map(bytes -> bytes / KIB + "KiB").orElse("-"),
        member.raftIndex().map(String::valueOf).orElse("-"),
        member.lag().map(String::valueOf).orElse("-"));
  }
}
