package io.ec2cluster.internal.metadata;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What user data is packed in: base64, gzip, or base64 of gzip.
 *
 * @param content what was inside; empty where there is a fault
 * @param prefix how it was packed, for a note: "base64 of gzip of ", or nothing
 * @param fault what is wrong with the packing
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read once; never compared.
record UserDataWrapping(byte[] content, String prefix, Optional<String> fault) {
  /**
   * EC2 takes 16 KiB of user data; unpacked it could be a thousand times as much, so that it is
   * bounded.
   */
  static final int MAX_UNPACKED = 1 << 20;

  static UserDataWrapping of(byte[] bytes) {
    Optional<byte[]> decoded = base64(bytes);
    byte[] inner = decoded.orElse(bytes);
    String prefix = decoded.isPresent() ? "base64 of " : "";
    if (!isGzip(inner)) {
      return new UserDataWrapping(inner, prefix, Optional.empty());
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(inner))) {
      byte[] unpacked = gzip.readNBytes(MAX_UNPACKED + 1);
      return unpacked.length > MAX_UNPACKED
          ? faulty(prefix + "gzip of more than 1 MiB")
          : new UserDataWrapping(unpacked, prefix + "gzip of ", Optional.empty());
    } catch (IOException e) {
      return faulty(prefix + "gzip that is damaged");
    }
  }

  private static UserDataWrapping faulty(String fault) {
    return new UserDataWrapping(new byte[0], "", Optional.of(fault));
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
  }

  /** The content of base64, with or without line breaks; empty for what is not only that. */
  private static Optional<byte[]> base64(byte[] bytes) {
    for (byte b : bytes) {
      if (!isBase64(b)) {
        return Optional.empty();
      }
    }
    try {
      byte[] decoded = Base64.getMimeDecoder().decode(bytes);
      // A word such as "test" is base64 by its letters alone: what comes out must be known.
      boolean known =
          isGzip(decoded)
              || UserDataKind.beginsLikeObject(decoded)
              || UserDataKind.of(decoded).compareTo(UserDataKind.EMPTY) < 0;
      return known ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isBase64(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/'
        || b == '='
        || b == '\n'
        || b == '\r';
  }
}
