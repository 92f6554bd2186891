package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;

/** Nodes whose disk is full, in a process that may mount small ones: {@link RedisFullDiskIT}. */
final class FullDiskScenario {
  static final String COPY = "copy";
  static final String SAVE = "save";

  private static final int FAILED = 5;
  private static final int MEBIBYTE = 1024 * 1024;

  private final RedisTestCluster cluster;
  private final Node primary;
  private final Node replica;

  private FullDiskScenario(RedisTestCluster cluster) {
    this.cluster = cluster;
    this.primary = cluster.node(11);
    this.replica = cluster.node(12);
  }

  /** Which of them is the one argument; ends with an exception if it does not go as it should. */
  public static void main(String[] arguments) throws IOException {
    try (RedisTestCluster cluster = new RedisTestCluster()) {
      FullDiskScenario scenario = new FullDiskScenario(cluster);
      switch (arguments[0]) {
        case COPY -> scenario.copy();
        case SAVE -> scenario.save();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.out.println(arguments[0] + " is done");
  }

  private void copy() {
    expect(cluster.init(primary), 0);
    cluster.ask(primary, "CONFIG", "SET", "rdbcompression", "no");
    cluster.ask(primary, "SET", "large", "x".repeat(4 * MEBIBYTE));
    cluster.ownedFolder(replica.folder());
    cluster.ownedFolder(replica.data());
    try (SmallDisk disk = new SmallDisk(replica.data(), 2)) {
      try {
        Report report = expect(cluster.init(replica), FAILED);

        assertThat(report.message()).contains("the disk of " + replica.data() + " is full");
        assertThat(cluster.info(primary).role()).as("beside " + disk).isEqualTo(Role.PRIMARY);
      } finally {
        cluster.killAt(replica.data());
      }
    }

    expect(cluster.init(replica), 0);
    cluster.assertReplicates(primary, replica);
  }

  private void save() throws IOException {
    cluster.ownedFolder(primary.folder());
    cluster.ownedFolder(primary.data());
    try (SmallDisk disk = new SmallDisk(primary.data(), 2)) {
      try {
        cluster.start(primary, replica);
        cluster.ask(primary, "SET", "key", "value");
        disk.fill();

        Report report = expect(cluster.handoverToNobody(primary, replica), FAILED);

        assertThat(report.message()).contains("cannot be stopped", "No space left on device");
        // It was never told to save by itself: writes are not stopped
        // (stop-writes-on-bgsave-error).
        cluster.assertReplicates(primary, replica);
        assertThat(cluster.primaryAddress()).contains(primary.address());
        Files.delete(primary.data().resolve("filler"));
        expect(cluster.handover(primary, replica), 0);
        cluster.assertReplicates(replica, primary);
      } finally {
        cluster.killAt(primary.data());
      }
    }
  }
}
