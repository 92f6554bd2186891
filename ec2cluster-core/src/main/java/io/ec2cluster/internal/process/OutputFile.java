package io.ec2cluster.internal.process;

import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a program writes to one of its streams, by way of a file that has no name any more.
 *
 * <p>Not a pipe: a server that a program leaves behind inherits the stream. A pipe would keep us
 * waiting for as long as the server lives, and kill the server (SIGPIPE) with its first line after
 * we are gone. Not a channel either: an interrupt would close it. Not for use by several threads.
 */
final class OutputFile implements AutoCloseable {
  /** How much of a stream is kept. */
  static final int KEPT = 256 * 1024;

  /** Over this size the file is cut back, so that a talkative program does not fill the disk. */
  private static final long TOO_LONG = 16L * 1024 * 1024;

  /** How often the end is read again before the cut, where more came meanwhile. */
  private static final int PATIENCE = 8;

  private final Path path;
  private final RandomAccessFile contents;
  private byte[] before = new byte[0];

  private OutputFile(Path path, RandomAccessFile contents) {
    this.path = path;
    this.contents = contents;
  }

  /** Makes a file that only this user can read (that is how createTempFile makes them). */
  static OutputFile create() {
    try {
      Path path = Files.createTempFile("ec2cluster-output-", ".tmp");
      return new OutputFile(path, new RandomAccessFile(path.toFile(), "rw"));
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot make a file for a program's output: "
              + failure
              + "; expected room and write permission in the temporary folder (java.io.tmpdir)",
          failure);
    }
  }

  /** For the program: it must append, else what is cut off here would come back as a hole. */
  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.appendTo(path.toFile());
  }

  /** Lets a user open the stream again through {@code /dev/stdout}. */
  void giveTo(Account account) throws IOException {
    Files.setAttribute(path, "unix:uid", account.uid());
  }

  /** Takes the name away once the program has the file open: nothing is left behind by a crash. */
  void unlink() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }

  /**
   * Cuts the file back if it is too long. What is written in the instant of the cut is lost: as
   * long as nothing came while the rest was read, that instant is the call alone. A program that
   * writes without a pause loses more, of its middle.
   */
  void trim() {
    try {
      long size = contents.length();
      if (size > TOO_LONG) {
        byte[] kept = tail(size);
        for (int again = 0; again < PATIENCE && contents.length() > size; again++) {
          size = contents.length();
          kept = tail(size);
        }
        before = kept;
        contents.setLength(0);
      }
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }

  /** The last of what was written, as text. */
  String text() {
    try {
      byte[] tail = tail(contents.length());
      int start = 0;
      // A cut through a character leaves bytes of the form 10xxxxxx in front (RFC 3629).
      while (start < Math.min(3, tail.length) && (tail[start] & 0xC0) == 0x80) {
        start++;
      }
      return new String(tail, start, tail.length - start, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }

  private static EnvironmentException unusable(IOException failure) {
    return new EnvironmentException(
        "cannot use the file of a program's output in the temporary folder (java.io.tmpdir): "
            + failure,
        failure);
  }

  private byte[] tail(long size) throws IOException {
    int now = (int) Math.min(size, KEPT);
    int old = Math.min(before.length, KEPT - now);
    byte[] tail = new byte[old + now];
    System.arraycopy(before, before.length - old, tail, 0, old);
    contents.seek(size - now);
    int read = Math.max(0, contents.read(tail, old, now));
    return Arrays.copyOf(tail, old + read);
  }

  @Override
  public void close() {
    try (contents) {
      unlink();
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }
}
