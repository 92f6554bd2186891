package io.ec2cluster.etcd;

import io.ec2cluster.testing.contract.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beginnings of etcd's logs, almost right; a character is a byte. */
@Timeout(300)
class WalHeadFuzzTest {
  /** A checksum (type 4), as every log begins. */
  private static final byte[] FIRST = {0x08, 0x04, 0x10, 0x00};

  /** Metadata (type 1) of the member 1 in the cluster 2. */
  private static final byte[] SECOND = {0x08, 0x01, 0x10, 0x7f, 0x1a, 0x04, 0x08, 0x01, 0x10, 0x02};

  @Test
  void heads() {
    Fuzz.check(
        List.of(log(FIRST, SECOND), log(FIRST, FIRST, SECOND)),
        IOException.class,
        text -> WalHead.identity(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String log(byte[]... records) {
    ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] record : records) {
      int padding = -record.length & 7;
      bytes.putLong(record.length | (padding == 0 ? 0 : (0x80L | padding) << 56));
      bytes.put(record).put(new byte[padding]);
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }
}
