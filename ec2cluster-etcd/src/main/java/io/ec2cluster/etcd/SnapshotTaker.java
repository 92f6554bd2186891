package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.api.JsonObject;
import io.ec2cluster.etcd.snapshot.SnapshotFacts;
import io.ec2cluster.etcd.snapshot.SnapshotFile;
import io.ec2cluster.etcd.snapshot.SnapshotTool;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Takes a snapshot of a member into a directory of this machine, and proves that it can be
 * restored. For use by one thread.
 *
 * @param scratch a directory of its own; emptied before and after
 */
record SnapshotTaker(MemberAccess.Ways ways, SnapshotTool tool, Time time, Path scratch) {
  /** What is done with a snapshot that was proven. */
  @FunctionalInterface
  interface Keeper {
    void keep(Path file, SnapshotFacts facts) throws InterruptedException;
  }

  /**
   * Takes one.
   *
   * @throws io.ec2cluster.EnvironmentException if it does not come whole, or cannot be restored
   */
  void take(String clientUrl, Keeper keeper) throws InterruptedException {
    // A process that was killed has left it.
    OwnedFiles.deleteTree(scratch);
    makeScratch();
    try {
      Path file = scratch.resolve("snapshot");
      EtcdStatus status = ways.api().at(clientUrl).status();
      Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
      ways.snapshots().write(clientUrl, file);
      SnapshotFile whole = SnapshotFile.check("what " + clientUrl + " gave", file);
      JsonObject told = tool.status(file);
      tool.restore(
          file,
          scratch.resolve("restored"),
          new SnapshotTool.Member("proof", "http://127.0.0.1:2380", "proof"));
      keeper.keep(
          file,
          new SnapshotFacts(
              whole.sha256(),
              whole.size(),
              told.number("revision"),
              told.number("totalKey"),
              status.clusterId().hex(),
              status.version(),
              now));
    } finally {
      OwnedFiles.deleteTree(scratch);
    }
  }

  /** Nobody else may read what it holds. */
  private void makeScratch() {
    try {
      Files.createDirectories(scratch.toAbsolutePath().resolveSibling(""));
      Files.createDirectory(
          scratch,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the directory", scratch, failure);
    }
  }
}
