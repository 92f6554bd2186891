package io.ec2cluster.etcd.api;

/**
 * The id of a member or of a cluster: 64 bits without a sign, in hexadecimal as etcd's own messages
 * and {@code etcdctl} write it, decimal in the JSON gateway.
 */
public record EtcdId(long bits) implements Comparable<EtcdId> {
  /** Nobody: a status without a leader says so. */
  public static final EtcdId NONE = new EtcdId(0);

  private static final int HEXADECIMAL = 16;

  /** One as the JSON gateway writes it. */
  public static EtcdId ofDecimal(String text) {
    return new EtcdId(Long.parseUnsignedLong(text));
  }

  /** One as etcd's messages write it. */
  public static EtcdId ofHex(String text) {
    return new EtcdId(Long.parseUnsignedLong(text, HEXADECIMAL));
  }

  /** As the JSON gateway takes it. */
  public String decimal() {
    return Long.toUnsignedString(bits);
  }

  /** As etcd's messages write it. */
  public String hex() {
    return Long.toHexString(bits);
  }

  @Override
  public int compareTo(EtcdId other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return hex();
  }
}
