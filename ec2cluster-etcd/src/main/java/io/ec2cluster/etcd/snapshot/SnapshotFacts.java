package io.ec2cluster.etcd.snapshot;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.etcd.api.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * What is known of a snapshot.
 *
 * @param sha256 of the whole file, in hexadecimal
 * @param size its bytes
 * @param revision etcd's revision
 * @param keys how many keys it holds, earlier revisions included
 * @param clusterId whose it is
 * @param version the etcd that gave it
 * @param time when it was taken
 */
public record SnapshotFacts(
    String sha256,
    long size,
    long revision,
    long keys,
    String clusterId,
    String version,
    Instant time) {
  /** As the metadata of an object: keys in lower case. */
  Map<String, String> toMap() {
    return ImmutableMap.of(
        "sha256", sha256,
        "size", Long.toString(size),
        "revision", Long.toString(revision),
        "keys", Long.toString(keys),
        "cluster-id", clusterId,
        "version", version,
        "time", time.toString());
  }

  /** As a file beside a snapshot; every value is a number or plain ASCII. */
  String toJson() {
    StringBuilder json = new StringBuilder("{\n");
    toMap().forEach((key, value) -> json.append("  \"%s\": \"%s\",\n".formatted(key, value)));
    return json.substring(0, json.length() - 2) + "\n}\n";
  }

  static SnapshotFacts of(Map<String, String> map) {
    return new SnapshotFacts(
        map.getOrDefault("sha256", ""),
        Long.parseLong(map.getOrDefault("size", "0")),
        Long.parseLong(map.getOrDefault("revision", "0")),
        Long.parseLong(map.getOrDefault("keys", "0")),
        map.getOrDefault("cluster-id", ""),
        map.getOrDefault("version", ""),
        Instant.parse(map.getOrDefault("time", Instant.EPOCH.toString())));
  }

  static SnapshotFacts parse(String json) throws IOException {
    return of(JsonObject.parse(json).texts());
  }
}
