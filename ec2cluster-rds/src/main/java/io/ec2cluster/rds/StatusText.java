package io.ec2cluster.rds;

import com.google.common.base.Ascii;
import io.ec2cluster.TextTable;
import io.ec2cluster.rds.StatusReport.Cluster;
import io.ec2cluster.rds.StatusReport.Instance;
import io.ec2cluster.rds.StatusReport.Kind;
import io.ec2cluster.rds.StatusReport.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The forms of the status for people, and for scripts that read the predecessor's. */
final class StatusText {
  private static final List<String> HEADER =
      List.of("INSTANCE", "KIND", "CLASS", "STATE", "ZONE", "LAG", "POOL", "ENDPOINT", "OWNER");

  private StatusText() {}

  /** A table for each cluster. */
  static String table(StatusReport report) {
    return report.clusters().stream().map(StatusText::table).collect(Collectors.joining("\n"));
  }

  private static String table(Cluster cluster) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    cluster.instances().forEach(instance -> rows.add(row(instance)));
    return cluster.name()
        + "\n"
        + TextTable.of(rows).indent(2)
        + cluster.notes().stream()
            .map(note -> "  note: " + note + "\n")
            .collect(Collectors.joining());
  }

  private static List<String> row(Instance instance) {
    return List.of(
        instance.id(),
        Ascii.toLowerCase(instance.kind().name()),
        instanceClass(instance),
        instance.state().orElse("not there"),
        instance.zone().orElse("-"),
        instance.lagSeconds().map(StatusText::lag).orElse("-"),
        instance.inPool().map(member -> Ascii.toLowerCase(member.name())).orElse("-"),
        instance
            .host()
            .map(host -> host + instance.port().map(port -> ":" + port).orElse(""))
            .orElse("-"),
        owner(instance));
  }

  private static String instanceClass(Instance instance) {
    if (instance.instanceClass().isEmpty()) {
      return instance.wantedClass().map(wanted -> "(" + wanted + ")").orElse("-");
    }
    String has = instance.instanceClass().get();
    String kept = instance.classKept() ? " (kept)" : "";
    return instance
        .pendingClass()
        .or(() -> instance.wantedClass().filter(wanted -> !wanted.equals(has)))
        .map(to -> has + " -> " + to + kept)
        .orElse(has + kept);
  }

  /** CloudWatch has -1 for a replica that does not follow. */
  private static String lag(long seconds) {
    return seconds < 0 ? "stopped" : Words.of(Duration.ofSeconds(seconds));
  }

  private static String owner(Instance instance) {
    return switch (instance.owner()) {
      case LISTED -> "listed";
      case MARKED -> "ours, not listed";
      case OTHER -> "not ours";
    };
  }

  /** The predecessor's rows: what is listed and is there. */
  static String classic(StatusReport report) {
    return report.clusters().stream().map(StatusText::classic).collect(Collectors.joining());
  }

  private static String classic(Cluster cluster) {
    return cluster.name()
        + "\n    master\n"
        + classic(cluster, Kind.MASTER)
        + "     read replica\n"
        + classic(cluster, Kind.REPLICA);
  }

  private static String classic(Cluster cluster, Kind kind) {
    return cluster.instances().stream()
        .filter(instance -> instance.kind() == kind && instance.owner() == Owner.LISTED)
        .filter(Instance::exists)
        .map(
            instance ->
                "          %s     %s     %s\n"
                    .formatted(
                        instance.id(),
                        instance.instanceClass().orElse("-"),
                        instance.state().orElse("-")))
        .collect(Collectors.joining());
  }
}
