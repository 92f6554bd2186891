package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a snapshot is: a file, or an object of S3.
 *
 * @param bucket the bucket; empty for a file
 * @param folder the directory, or what the key begins with, empty or up to a slash
 * @param name the file, or the rest of the key
 */
public record SnapshotAddress(Optional<String> bucket, String folder, String name) {
  private static final Pattern OBJECT =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/((?:[^/]+/)*)([^/]+)");

  /**
   * Reads one.
   *
   * @param option what it is called, for messages
   * @throws UsageException if it is none
   */
  public static SnapshotAddress parse(String option, String text) {
    return problem(text)
        .<SnapshotAddress>map(
            problem -> {
              throw new UsageException(option + ": " + problem);
            })
        .orElseGet(() -> of(text));
  }

  /** The address of a name in a place, as {@code snapshots: to} names it. */
  public static SnapshotAddress in(String place, String name) {
    return of((place.endsWith("/") ? place : place + "/") + name);
  }

  private static SnapshotAddress of(String text) {
    Matcher object = OBJECT.matcher(text);
    if (object.matches()) {
      return new SnapshotAddress(Optional.of(object.group(1)), object.group(2), object.group(3));
    }
    Path file = Path.of(text).toAbsolutePath().normalize();
    return new SnapshotAddress(
        Optional.empty(), file.resolveSibling("").toString(), String.valueOf(file.getFileName()));
  }

  /** What is wrong with an address. */
  static Optional<String> problem(String text) {
    if (text.startsWith("s3:")) {
      return OBJECT.matcher(text).matches()
          ? Optional.empty()
          : Optional.of("found '%s', expected s3://BUCKET/KEY".formatted(text));
    }
    try {
      boolean named = Path.of(text).toAbsolutePath().normalize().getFileName() != null;
      return named && !text.isBlank() && !text.endsWith("/") && !text.contains("://")
          ? Optional.empty()
          : Optional.of("found '%s', expected a file or s3://BUCKET/KEY".formatted(text));
    } catch (InvalidPathException invalid) {
      return Optional.of("found '%s', expected a file or s3://BUCKET/KEY".formatted(text));
    }
  }

  @Override
  public String toString() {
    return bucket.map(found -> "s3://" + found + "/" + folder + name).orElse(folder + "/" + name);
  }
}
