package io.ec2cluster.role;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cluster that the tests of this package speak of. */
final class Fixture {
  static final Instant NOW = FakeTime.START;
  static final RoleNames NAMES =
      new RoleNames(
          DnsName.of("primary.maindb.example.com"),
          Optional.empty(),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));
  static final NodeData EMPTY = NodeData.empty("/data is empty");
  static final NodeData UNKNOWN = NodeData.unknown("a script");
  static final NodeData PRIMARY_DATA = data("sys-1", Role.PRIMARY);
  static final NodeData REPLICA_DATA = data("sys-1", Role.REPLICA);
  static final NodeData OTHER_DATA = data("sys-2", Role.PRIMARY);
  static final OwnerLiveness DEAD = record -> OwnerLife.DEAD;
  static final OwnerLiveness STOPPED = record -> OwnerLife.STOPPED;
  static final OwnerLiveness NOT_PROVEN = record -> OwnerLife.NOT_PROVEN;
  static final OwnerLiveness NOT_ASKED =
      record -> {
        throw new AssertionError("nobody needs to know whether " + record.owner() + " lives");
      };

  private Fixture() {}

  private static NodeData data(String identity, Role madeFor) {
    return new NodeData(
        NodeData.Kind.PRESENT, Optional.of(identity), Optional.of(madeFor), "/data of " + identity);
  }

  /** Node {@code i-1} at {@code host1.example.com}, and so on. */
  static Owner owner(int number) {
    return new Owner("i-" + number, host(number), 5432);
  }

  static String host(int number) {
    return "host" + number + ".example.com";
  }

  static Candidate candidate(int number, NodeData data) {
    return new Candidate(
        "maindb",
        Optional.of("123456789012"),
        Optional.of("eu-west-1"),
        owner(number),
        host(number),
        Set.of("10.0.0." + number),
        data);
  }

  /** A record of {@code i-1}, epoch 4; everything but a first claim was published before. */
  static RoleRecord record(RoleState state, boolean everPublished) {
    return new RoleRecord(
        "maindb",
        Optional.of("123456789012"),
        Optional.of("eu-west-1"),
        owner(1),
        4,
        "00000000000000aa",
        state,
        everPublished,
        everPublished ? Optional.of("sys-1") : Optional.empty(),
        NOW.minusSeconds(7200),
        everPublished ? Optional.of(NOW.minusSeconds(7100)) : Optional.empty(),
        state == RoleState.HANDOVER
            ? Optional.of(new Handover("0/3000148", "i-2", NOW))
            : Optional.empty(),
        Optional.empty(),
        false);
  }

  static RecordSet stored(RoleRecord record) {
    return RoleRecordText.write(NAMES.record(), record);
  }

  static RecordSet name(String target) {
    return RecordSet.pointing(NAMES.primary(), NAMES.primaryTtl(), target);
  }

  static RoleView view(RoleRecord record, RecordSet... primary) {
    return new RoleView(Optional.of(stored(record)), Optional.of(record), List.of(primary));
  }

  static RoleView noRecord(RecordSet... primary) {
    return new RoleView(Optional.empty(), Optional.empty(), List.of(primary));
  }
}
