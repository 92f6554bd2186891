package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.EtcdId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The beginning of a file of etcd's write-ahead log: records, each behind its length in 8 bytes, of
 * which the second holds the ids of the member and its cluster (etcd, server/wal: encoder.go,
 * record.proto, {@code Metadata}). The same in 3.4 to 3.6.
 */
final class WalHead {
  private static final int METADATA = 1;
  private static final int FIRST_RECORDS = 4;
  private static final int LARGEST_RECORD = 4096;
  private static final long LENGTH_MASK = 0x00ff_ffff_ffff_ffffL;
  private static final int PADDED = 0x80;
  private static final int PADDING_MASK = 0x07;
  private static final int TAG_SHIFT = 3;
  private static final int WIRE_MASK = 7;
  private static final int BYTES = 2;

  private final ByteBuffer bytes;

  private WalHead(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Whose log it is.
   *
   * @param bytes the beginning of the file
   * @throws IOException if it is not such a log
   */
  static DataIdentity identity(byte[] bytes) throws IOException {
    try {
      WalHead head = new WalHead(bytes);
      for (int i = 0; i < FIRST_RECORDS; i++) {
        Optional<DataIdentity> found = head.nextRecord();
        if (found.isPresent()) {
          return found.get();
        }
      }
    } catch (RuntimeException tooShort) {
      throw new IOException("the beginning of a write-ahead log is expected", tooShort);
    }
    throw new IOException("no metadata in the first " + FIRST_RECORDS + " records");
  }

  private Optional<DataIdentity> nextRecord() throws IOException {
    long field = bytes.getLong();
    long length = field & LENGTH_MASK;
    int top = (int) (field >>> 56);
    if (length <= 0 || length > LARGEST_RECORD) {
      throw new IOException("a record of " + length + " bytes");
    }
    ByteBuffer record = bytes.slice(bytes.position(), (int) length);
    int padding = (top & PADDED) != 0 ? top & PADDING_MASK : 0;
    bytes.position(bytes.position() + (int) length + padding);
    return metadata(record);
  }

  /** A record: its type (1), its checksum (2), its content (3). */
  private static Optional<DataIdentity> metadata(ByteBuffer record) throws IOException {
    long type = 0;
    Optional<ByteBuffer> content = Optional.empty();
    while (record.hasRemaining()) {
      long tag = varint(record);
      if ((tag & WIRE_MASK) == BYTES) {
        int length = (int) varint(record);
        content = Optional.of(record.slice(record.position(), length));
        record.position(record.position() + length);
      } else {
        long value = varint(record);
        type = tag >> TAG_SHIFT == 1 ? value : type;
      }
    }
    return type == METADATA && content.isPresent()
        ? Optional.of(ids(content.get()))
        : Optional.empty();
  }

  /** The member (1) and the cluster (2). */
  private static DataIdentity ids(ByteBuffer content) throws IOException {
    long member = 0;
    long cluster = 0;
    while (content.hasRemaining()) {
      long field = varint(content) >> TAG_SHIFT;
      long value = varint(content);
      member = field == 1 ? value : member;
      cluster = field == 2 ? value : cluster;
    }
    return new DataIdentity(new EtcdId(member), new EtcdId(cluster));
  }

  private static long varint(ByteBuffer from) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new EOFException("a number without an end");
  }
}
