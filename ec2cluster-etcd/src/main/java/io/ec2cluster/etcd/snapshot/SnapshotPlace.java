package io.ec2cluster.etcd.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where snapshots are kept: a directory, or what begins with a prefix in a bucket of S3. */
public interface SnapshotPlace {
  /**
   * Keeps one, whole or not at all.
   *
   * @throws io.ec2cluster.RefusedException if the name is taken by another one
   * @throws io.ec2cluster.EnvironmentException if it cannot be kept
   */
  void keep(String name, Path file, SnapshotFacts facts);

  /** The names of all that is there. */
  List<String> names();

  /**
   * Copies one here.
   *
   * @param to a file that does not exist
   * @return what was noted when it was kept
   * @throws io.ec2cluster.UsageException if there is none of the name
   */
  Optional<SnapshotFacts> fetch(String name, Path to);

  /** Deletes one; one that is not there is not an error. */
  void remove(String name);
}
