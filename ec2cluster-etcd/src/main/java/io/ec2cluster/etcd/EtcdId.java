package io.ec2cluster.etcd;

/**
 * The id of a member or of a cluster: 64 bits without a sign, in hexadecimal as etcd's own messages
 * and {@code etcdctl} write it, decimal in the JSON gateway.
 */
record EtcdId(long bits) implements Comparable<EtcdId> {
  /** Nobody: a status without a leader says so. */
  static final EtcdId NONE = new EtcdId(0);

  private static final int HEXADECIMAL = 16;

  /** One as the JSON gateway writes it. */
  static EtcdId ofDecimal(String text) {
    return new EtcdId(Long.parseUnsignedLong(text));
  }

  /** One as etcd's messages write it. */
  static EtcdId ofHex(String text) {
    return new EtcdId(Long.parseUnsignedLong(text, HEXADECIMAL));
  }

  /** As the JSON gateway takes it. */
  String decimal() {
    return Long.toUnsignedString(bits);
  }

  /** As etcd's messages write it. */
  String hex() {
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
