package io.ec2cluster.redis;

import io.ec2cluster.host.OwnedFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The beginning of an RDB file: a magic word, auxiliary fields, then the databases (source, {@code
 * rdb.h}). The fields of a primary's own file tell its replication id and offset at that moment.
 *
 * @param fields the auxiliary fields
 * @param hasKeys whether anything but its end follows them; also of a file that cannot be read on
 */
record RdbHeader(Map<String, String> fields, boolean hasKeys) {
  private static final int AUX = 0xFA;
  private static final int END = 0xFF;
  private static final int LONGEST = 1 << 16;

  RdbHeader {
    fields = Map.copyOf(fields);
  }

  /** Reads a file; empty if there is none, or it is no RDB file. */
  static Optional<RdbHeader> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] magic = in.readNBytes(9);
      String word = new String(magic, StandardCharsets.US_ASCII);
      if (!word.startsWith("REDIS") && !word.startsWith("VALKEY")) {
        return Optional.empty();
      }
      return Optional.of(fields(in));
    } catch (EOFException cut) {
      return Optional.of(new RdbHeader(Map.of(), true));
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("reading", file, unreadable);
    }
  }

  private static RdbHeader fields(DataInputStream in) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    int code = in.readUnsignedByte();
    while (code == AUX) {
      fields.put(text(in), text(in));
      code = in.readUnsignedByte();
    }
    return new RdbHeader(fields, code != END);
  }

  /** A text, or a number that stands for one; compressed ones do not occur in these fields. */
  private static String text(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int low = first & 0x3F;
    return switch (first >> 6) {
      case 0 -> bytes(in, low);
      case 1 -> bytes(in, low << 8 | in.readUnsignedByte());
      case 2 -> bytes(in, in.readInt());
      default -> number(in, low);
    };
  }

  private static String number(DataInputStream in, int form) throws IOException {
    return switch (form) {
      case 0 -> String.valueOf(in.readByte());
      case 1 -> String.valueOf(Short.reverseBytes(in.readShort()));
      case 2 -> String.valueOf(Integer.reverseBytes(in.readInt()));
      default -> throw new EOFException("a compressed field");
    };
  }

  private static String bytes(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > LONGEST) {
      throw new EOFException("a field of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
