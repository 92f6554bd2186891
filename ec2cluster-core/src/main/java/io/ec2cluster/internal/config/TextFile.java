package io.ec2cluster.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A small file of UTF-8 text. */
public record TextFile(Path path, int largest) {
  /** Its text; strict, so that a wrong encoding is found here and not in a host name later. */
  public String read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw new FileSystemException(
            path.toString(), null, "it is larger than " + largest + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /** Why a file cannot be read, in words. */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not read it";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    if (failure instanceof FileSystemException failed) {
      return Optional.ofNullable(failed.getReason()).orElse("reading it failed");
    }
    // Reading a directory fails with this message and no type of its own.
    return String.valueOf(failure.getMessage());
  }
}
