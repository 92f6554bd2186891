package io.ec2cluster.cli;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is not there yet: what stands at its place already is never replaced. */
record NewFile(Path path) {
  /** Writes the whole text or nothing; everybody may read it. */
  void write(String text) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Path draft = Files.createTempFile(folder, "." + path.getFileName(), ".new");
      try {
        fill(draft, text);
        // Unlike a move this never replaces a file that appears meanwhile.
        Files.createLink(path, draft);
      } finally {
        Files.delete(draft);
      }
    } catch (FileAlreadyExistsException taken) {
      throw new RefusedException(
          path + " exists already: name another file, or remove it first", taken);
    } catch (IOException | UnsupportedOperationException failed) {
      throw new EnvironmentException(
          "writing "
              + path
              + " failed: "
              + failed
              + ". Name a file in a folder that this user may"
              + " write to",
          failed);
    }
  }

  private static void fill(Path draft, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
