package io.ec2cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own that is soon full, at a folder. Closing it takes it away. */
final class SmallDisk implements AutoCloseable {
  private static final int MARGIN = 4096;

  private final Path folder;

  /** Lays an empty one over a folder, which everybody may write to. */
  SmallDisk(Path folder, int mebibytes) {
    this.folder = folder;
    run("mount", "-t", "tmpfs", "-o", "mode=777,size=" + mebibytes + "m", "tmpfs", folder + "");
  }

  /** Takes up what is left of it. */
  void fill() throws IOException {
    FileStore store = Files.getFileStore(folder);
    Files.write(folder.resolve("filler"), new byte[Math.toIntExact(store.getUsableSpace())]);
    assertThat(store.getUsableSpace()).isLessThan(MARGIN);
  }

  @Override
  public String toString() {
    return "the disk at " + folder;
  }

  @Override
  public void close() {
    run("umount", folder.toString());
  }

  private static void run(String... vector) {
    try {
      Process process = new ProcessBuilder(vector).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor())
          .as(
              List.of(vector)
                  + ": "
                  + said
                  + " (in a container, mounting needs the capability SYS_ADMIN)")
          .isZero();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
