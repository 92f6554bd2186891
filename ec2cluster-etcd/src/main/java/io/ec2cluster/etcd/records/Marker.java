package io.ec2cluster.etcd.records;

import com.google.common.base.Splitter;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose the records are: a TXT record beside them that is replaced in the same batch, whenever one
 * of them changes. Of two writers that have read the same marker only one can replace it.
 *
 * @param owner the cluster
 * @param etcdId etcd's id of it
 * @param index the raft index at which the members were read: an older view never replaces a newer
 * @param labels the members that have records of their own
 * @param nonce another for each write
 */
record Marker(
    RecordsOwner owner, String etcdId, long index, SortedSet<String> labels, String nonce) {
  private static final String VERSION = "1";
  private static final Pattern STRING = Pattern.compile("\\G\\s*\"([^\"\\\\]*)\"");

  /** Copies. */
  Marker {
    labels = new TreeSet<>(labels);
  }

  /** Whether it says the same but for when it was written. */
  boolean says(Marker other) {
    return owner.equals(other.owner) && etcdId.equals(other.etcdId) && labels.equals(other.labels);
  }

  /** Whether what it stands for is newer than a view of the cluster. */
  boolean isNewerThan(String cluster, long viewed) {
    return etcdId.equals(cluster) && index > viewed;
  }

  RecordSet write(DnsName name) {
    List<String> fields = new ArrayList<>();
    fields.add("v=" + VERSION);
    fields.add("cluster=" + owner.cluster());
    owner.region().ifPresent(region -> fields.add("region=" + region));
    fields.add("etcd=" + etcdId);
    fields.add("index=" + index);
    fields.add("nonce=" + nonce);
    labels.forEach(label -> fields.add("member=" + label));
    String text = "\"" + String.join("\" \"", fields) + "\"";
    return RecordSet.of(name, RecordType.TXT, ClusterRecords.TTL, text);
  }

  /** Reads one; empty where this is none that this version has written. */
  static Optional<Marker> read(RecordSet stored) {
    if (stored.values().size() != 1 || stored.weighted().isPresent()) {
      return Optional.empty();
    }
    String text = stored.values().get(0);
    Map<String, String> fields = new HashMap<>();
    SortedSet<String> labels = new TreeSet<>();
    Matcher strings = STRING.matcher(text);
    int end = 0;
    while (strings.find()) {
      List<String> pair = Splitter.on('=').limit(2).splitToList(strings.group(1));
      if (pair.size() == 2 && pair.get(0).equals("member")) {
        labels.add(pair.get(1));
      } else if (pair.size() != 2 || fields.put(pair.get(0), pair.get(1)) != null) {
        return Optional.empty();
      }
      end = strings.end();
    }
    return end == text.length() ? of(fields, labels) : Optional.empty();
  }

  private static Optional<Marker> of(Map<String, String> fields, SortedSet<String> labels) {
    boolean known =
        VERSION.equals(fields.get("v"))
            && labels.stream().allMatch(DnsName::isLabel)
            && fields.getOrDefault("index", "").matches("\\d{1,18}");
    return known
        ? Optional.of(
            new Marker(
                new RecordsOwner(
                    fields.getOrDefault("cluster", ""), Optional.ofNullable(fields.get("region"))),
                fields.getOrDefault("etcd", ""),
                Long.parseLong(fields.getOrDefault("index", "")),
                labels,
                fields.getOrDefault("nonce", "")))
        : Optional.empty();
  }
}
