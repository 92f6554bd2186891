package io.ec2cluster.internal.dns;

/** What became of a change batch. */
public sealed interface BatchResult {
  /** All of it was applied. */
  record Applied(ZoneContents contents) implements BatchResult {}

  /** Nothing of it was applied. */
  record Refused(Refusal refusal) implements BatchResult {}
}
