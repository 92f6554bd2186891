package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisConfTest {
  private final Path folder;

  RedisConfTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private RedisConf conf(String text) throws IOException {
    Path file = folder.resolve("redis.conf");
    Files.writeString(file, text);
    return RedisConf.read(file);
  }

  @Test
  void lastLineCountsAndIncludedFilesStandInTheirPlace() throws IOException {
    Path own = folder.resolve("own file.conf");
    Files.writeString(own, "port 7001\nreplicaof no one\n");

    RedisConf conf =
        conf("port 7000\nReplicaOf 10.0.0.1 6379\n# port 1\ninclude \"" + own + "\"\n");

    assertThat(conf.value("port")).contains("7001");
    assertThat(conf.isReplica()).isFalse();
    assertThat(conf.without(own).value("port")).contains("7000");
    assertThat(conf.without(own).isReplica()).isTrue();
  }

  @Test
  void includeMayBeAPatternAndMayLeadNowhere() throws IOException {
    Files.createDirectory(folder.resolve("conf.d"));
    Files.writeString(folder.resolve("conf.d/a.conf"), "port 1");
    Files.writeString(folder.resolve("conf.d/b.conf"), "port 2");

    assertThat(conf("include " + folder + "/conf.d/*.conf\n").value("port")).contains("2");
    assertThat(conf("include " + folder + "/absent/*.conf\n").value("port")).isEmpty();
    assertThat(RedisConf.read(folder.resolve("absent")).directives()).isEmpty();
  }

  @Test
  void fileThatIncludesItselfIsReadToAnEnd() throws IOException {
    assertThat(conf("include " + folder.resolve("redis.conf") + "\nport 5\n").value("port"))
        .contains("5");
  }

  @Test
  void wordsAreReadAsTheServerReadsThem() {
    assertThat(ConfWords.split("save 3600 1  300 100"))
        .containsExactly("save", "3600", "1", "300", "100");
    assertThat(ConfWords.split("requirepass \"a \\\"b\\\" \\x41\\n\""))
        .containsExactly("requirepass", "a \"b\" A\n");
    assertThat(ConfWords.split("requirepass 'it\\'s'")).containsExactly("requirepass", "it's");
    assertThat(ConfWords.split("save \"\"")).containsExactly("save", "");
    assertThat(ConfWords.split("  ")).isEmpty();
  }

  @Test
  void oldWordForReplicaCountsToo() throws IOException {
    assertThat(conf("slaveof 10.0.0.1 6379\n").isReplica()).isTrue();
    assertThat(conf("slaveof 10.0.0.1 6379\nreplicaof NO ONE\n").isReplica()).isFalse();
  }

  @Test
  void infoTellsRoleKeysAndReplicas() {
    ServerInfo info =
        ServerInfo.parse(
            """
            # Server
            redis_version:7.0.15
            role:master
            master_repl_offset:90
            slave0:ip=10.0.0.2,port=6379,state=online,offset=70,lag=1
            slave1:ip=::1,port=6380,state=wait_bgsave,offset=0,lag=9
            db0:keys=3,expires=0,avg_ttl=0
            db15:keys=4,expires=1,avg_ttl=5
            """);

    assertThat(info.role()).isEqualTo(Role.PRIMARY);
    assertThat(info.keys()).isEqualTo(7);
    assertThat(info.offset()).isEqualTo(90);
    assertThat(info.replicas())
        .containsExactly(
            new ServerInfo.Replica("10.0.0.2", 6379, "online", 70, 1),
            new ServerInfo.Replica("::1", 6380, "wait_bgsave", 0, 9));
    assertThat(info.replicas().get(1).isSilent()).isTrue();
    assertThat(ServerInfo.parse("").find("x")).isEqualTo(Optional.empty());
  }

  @Test
  void settingsAreComparedByWhatTheyMean() {
    assertThat(RunningServer.isSame("maxmemory", "104857600", "100mb")).isTrue();
    assertThat(RunningServer.isSame("maxmemory", "1000", "1k")).isTrue();
    assertThat(RunningServer.isSame("maxmemory", "YES", "yes")).isTrue();
    assertThat(RunningServer.isSame("maxmemory", "127.0.0.1  ::1", "127.0.0.1 ::1")).isTrue();
    assertThat(RunningServer.isSame("maxmemory", "10", "11")).isFalse();
    assertThat(RunningServer.isSame("maxmemory", "1024", "1k")).isFalse();
    assertThat(RunningServer.isSame("notify-keyspace-events", "xE", "Ex")).isTrue();
    assertThat(
            RunningServer.isSame(
                "client-output-buffer-limit",
                "normal 0 0 0 slave 1048576 1024 60 pubsub 1 1 1",
                "replica 1mb 1kb 60"))
        .isTrue();
  }

  @Test
  void versionsFrom62OnAndValkeyAreUsed() {
    assertThat(version("redis_version:6.2.1").toString()).isEqualTo("Redis 6.2.1");
    assertThat(version("redis_version:7.2.4\nvalkey_version:8.0.1").toString())
        .isEqualTo("Valkey 8.0.1");
    version("redis_version:6.2.1").require();
    assertThatThrownBy(() -> version("redis_version:6.0.16").require())
        .hasMessageContaining("Redis 6.0.16")
        .hasMessageContaining("6.2");
  }

  private static Version version(String info) {
    return Version.of(ServerInfo.parse(info));
  }
}
