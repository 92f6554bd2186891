package io.ec2cluster.etcd.snapshot;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scheduled snapshot is called: {@code CLUSTER-20261122T040500Z-r123.snapshot}. Only such
 * names are ever deleted.
 *
 * @param cluster the cluster's name
 * @param time when it was taken, in seconds
 * @param revision etcd's revision
 */
public record SnapshotName(String cluster, Instant time, long revision) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern FORM =
      Pattern.compile("(.+)-(\\d{8}T\\d{6}Z)-r(\\d{1,18})\\.snapshot");

  /** The name; empty where it is none, or that of another cluster. */
  static Optional<SnapshotName> parse(String cluster, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !form.group(1).equals(cluster)) {
      return Optional.empty();
    }
    try {
      Instant time = STAMP.parse(form.group(2), Instant::from);
      return Optional.of(new SnapshotName(cluster, time, Long.parseLong(form.group(3))));
    } catch (java.time.DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** Those of a cluster, the newest first. */
  public static List<SnapshotName> of(String cluster, Collection<String> names) {
    return names.stream()
        .flatMap(name -> parse(cluster, name).stream())
        .sorted(
            Comparator.comparing(SnapshotName::time)
                .thenComparing(SnapshotName::revision)
                .reversed())
        .toList();
  }

  @Override
  public String toString() {
    return "%s-%s-r%d.snapshot".formatted(cluster, STAMP.format(time), revision);
  }
}
