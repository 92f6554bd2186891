package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real member whose database is full. */
@Timeout(120)
class AlarmIT {
  private static final String A = "127.80.0.1";

  @Test
  void aFullDatabaseIsToldByTheStatus(@TempDir Path directory)
      throws IOException, InterruptedException {
    String settings = "size: 1\n  extra-args: [--quota-backend-bytes=200000]";
    try (NodeStage stage = new NodeStage(directory, settings)) {
      stage.run("i-1", A);
      stage.awaitMembers(Map.of("i-1", A));
      assertThat(stage.ask("status", "i-1", A).exitCode()).isZero();

      Eventually.holds("the database is full", NodeStage.PATIENCE, () -> isFull(stage));

      NodeStage.Answer status = stage.ask("status", "i-1", A);
      assertThat(status.exitCode()).isEqualTo(10);
      assertThat(status.json()).contains("i-1 has raised the alarm NOSPACE");
    }
  }

  private static boolean isFull(NodeStage stage) throws InterruptedException {
    try {
      stage.api(A).put("key", "x".repeat(40_000));
      return false;
    } catch (EtcdRefusal refused) {
      return String.valueOf(refused.getMessage()).contains("database space exceeded");
    }
  }
}
