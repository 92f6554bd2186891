package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A snapshot as etcd gives it: its database, whose length is a multiple of 512, and behind it the
 * SHA-256 of that (etcd, v3rpc: maintenance, Snapshot).
 *
 * @param sha256 of all of it
 * @param size its bytes
 */
public record SnapshotFile(String sha256, long size) {
  private static final int BLOCK = 512;
  private static final int DIGEST = 32;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads one.
   *
   * @param where its address, for messages
   * @throws RefusedException if it is not whole
   */
  public static SnapshotFile check(String where, Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size <= DIGEST || size % BLOCK != DIGEST) {
        throw damaged(where, "it has " + size + " bytes, and no snapshot has");
      }
      MessageDigest own = newDigest();
      MessageDigest all = newDigest();
      byte[] buffer = new byte[BUFFER];
      long left = size - DIGEST;
      while (left > 0) {
        int read = content.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        if (read == 0) {
          throw damaged(where, "it became shorter while it was read");
        }
        own.update(buffer, 0, read);
        all.update(buffer, 0, read);
        left -= read;
      }
      byte[] digest = content.readNBytes(DIGEST);
      if (!Arrays.equals(own.digest(), digest)) {
        throw damaged(where, "the SHA-256 at its end is not that of what is before it");
      }
      all.update(digest);
      return new SnapshotFile(HexFormat.of().formatHex(all.digest()), size);
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("reading", file, unreadable);
    }
  }

  private static RefusedException damaged(String where, String why) {
    return new RefusedException(
        "%s is no whole snapshot of etcd: %s. It was cut short or changed on its way, or is a database file copied from a data directory; take another one. Nothing was changed"
            .formatted(where, why));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
