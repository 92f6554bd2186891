package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An empty primary never wipes its replicas (redis#2087). */
@Timeout(120)
class EmptyPrimaryIT {
  private static final int REFUSED = 3;
  private static final int NO = 10;

  private final RedisTestCluster cluster = new RedisTestCluster();
  private final Node primary = cluster.node(11);
  private final Node second = cluster.node(12);
  private final Node third = cluster.node(13);

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  private void fillAndLose() throws IOException {
    cluster.start(primary, second, third);
    for (int key = 0; key < 100; key++) {
      cluster.ask(primary, "SET", "k" + key, "v");
    }
    cluster.await(second, "100", "DBSIZE");
    cluster.await(third, "100", "DBSIZE");
    cluster.kill(primary);
    Files.deleteIfExists(primary.data().resolve("dump.rdb"));
  }

  @Test
  void primaryThatLostItsDataIsStartedNeitherByInitNorAtBootAndTheReplicasKeepTheirs()
      throws IOException {
    fillAndLose();
    // One of them has less: it lost the link before.
    cluster.ask(third, "REPLICAOF", "NO", "ONE");
    cluster.ask(third, "DEL", "k1", "k2");

    Report report = expect(cluster.init(primary), REFUSED);

    assertThat(report.message())
        .contains("no " + primary.data().resolve("dump.rdb"), "i-12", "100 keys", "98 keys")
        .contains("'ec2cluster promote' on i-12", "--accept-empty");
    assertThat(cluster.mayStart(primary).exitCode()).isEqualTo(NO);
    assertThat(cluster.mayStart(primary).text()).contains("i-12", "100 keys");
    assertThat(cluster.isRunning(primary)).isFalse();
    assertThat(cluster.ask(second, "DBSIZE")).isEqualTo("100");
    assertThat(cluster.ask(third, "DBSIZE")).isEqualTo("98");
  }

  @Test
  void rdbFileBesideAnAppendOnlyServerIsNoData() throws IOException {
    cluster.start(primary, second);
    cluster.ask(primary, "SET", "a", "1");
    cluster.await(primary, "OK", "SAVE");
    cluster.await(second, "1", "DBSIZE");
    cluster.kill(primary);

    // Switched on in the file alone, it makes the server start empty beside its full RDB file.
    Node appendOnly =
        cluster.again(primary, settings -> settings.settings(Map.of("appendonly", "yes")));
    Files.writeString(primary.conf(), "appendonly yes\n" + Files.readString(primary.conf()));
    Report report = expect(cluster.init(appendOnly), REFUSED);

    assertThat(report.message()).contains("appendonly yes", "does not load", "i-12");
    assertThat(cluster.ask(second, "DBSIZE")).isEqualTo("1");
  }

  @Test
  void silentReplicaMayHaveTheDataAndAcceptEmptyGoesOnAllTheSame() throws IOException {
    fillAndLose();
    cluster.ask(second, "REPLICAOF", "NO", "ONE");
    cluster.ask(second, "FLUSHALL");
    cluster.freeze(third);

    Report refused = expect(cluster.init(primary), REFUSED);
    assertThat(refused.message()).contains("i-13", "did not answer");
    cluster.thaw(third);
    assertThat(cluster.ask(third, "DBSIZE")).isEqualTo("100");

    expect(cluster.acceptEmpty(primary), 0);

    assertThat(cluster.info(primary).role()).isEqualTo(Role.PRIMARY);
    cluster.await(third, "0", "DBSIZE");
  }

  @Test
  void primaryOfAnEmptyClusterComesBackByInitAndAtBoot() {
    cluster.start(primary, second, third);
    cluster.kill(primary);

    assertThat(cluster.mayStart(primary).exitCode()).isZero();
    expect(cluster.init(primary), 0);

    cluster.assertReplicates(primary, second, third);
  }

  @Test
  void fullestReplicaIsPromotedAndTheEmptyOneFollowsIt() throws IOException {
    fillAndLose();

    expect(cluster.promote(second), 0);
    expect(cluster.poolCheck(third), 0);
    expect(cluster.rejoin(primary, false), 0);

    cluster.assertReplicates(second, primary, third);
    assertThat(cluster.ask(primary, "DBSIZE")).isEqualTo("101");
  }
}
