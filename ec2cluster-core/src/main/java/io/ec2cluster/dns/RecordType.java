package io.ec2cluster.dns;

/**
 * The types of record set that ec2cluster writes, and {@link #OTHER} for all that it only meets.
 */
public enum RecordType {
  A,
  AAAA,
  CNAME,
  SRV,
  TXT,
  /** A type, or a form such as an alias, that ec2cluster neither writes nor deletes. */
  OTHER
}
