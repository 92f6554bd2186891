package io.ec2cluster.internal.role;

import io.ec2cluster.role.LeaseReport;

/** A role record in the form for people. */
final class LeaseText {
  private LeaseText() {}

  static String of(LeaseReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "record", report.name() + (report.present() ? "" : " (none)"));
    report.state().ifPresent(value -> line(text, "state", value + forEpoch(report)));
    report
        .owner()
        .ifPresent(value -> line(text, "owner", value + " at " + report.address().orElse("?")));
    report.dataIdentity().ifPresent(value -> line(text, "data", value));
    report.claimedAt().ifPresent(value -> line(text, "claimed", value.toString()));
    report.publishedAt().ifPresent(value -> line(text, "published", value.toString()));
    report.former().ifPresent(value -> line(text, "before it", value));
    line(
        text,
        "primary name",
        report.primaryName()
            + " -> "
            + (report.primaryTargets().isEmpty()
                ? "(none)"
                : String.join(", ", report.primaryTargets())));
    return text.toString();
  }

  private static String forEpoch(LeaseReport report) {
    return ", epoch " + report.epoch().map(String::valueOf).orElse("?");
  }

  static void line(StringBuilder text, String label, String value) {
    text.append(String.format("%-14s%s%n", label, value));
  }
}
