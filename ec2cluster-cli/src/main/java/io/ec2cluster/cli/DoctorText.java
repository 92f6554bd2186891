package io.ec2cluster.cli;

import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.doctor.DoctorReport.Entry;
import java.util.List;

/** What {@code doctor} prints: a row for every finding, and below it what to do. */
final class DoctorText {
  private static final String INDENT = "    ";

  private DoctorText() {}

  static String of(DoctorReport report) {
    Listing table = new Listing("OF", "LOOKED AT", "VERDICT", "FOUND");
    for (Entry entry : report.findings()) {
      String verdict = KebabCase.of(entry.verdict()).replace('-', ' ');
      table.row(entry.part(), entry.subject(), verdict, entry.found());
    }
    List<String> rows = table.text().lines().toList();
    StringBuilder text = new StringBuilder(rows.get(0)).append('\n');
    for (int i = 0; i < report.findings().size(); i++) {
      text.append(rows.get(i + 1)).append('\n');
      String fix = report.findings().get(i).fix();
      if (!fix.isEmpty()) {
        text.append(INDENT).append("fix: ").append(fix).append('\n');
      }
    }
    return text.append(counted(report.problems(), "problem"))
        .append(", ")
        .append(counted(report.warnings(), "warning"))
        .append('\n')
        .toString();
  }

  private static String counted(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }
}
