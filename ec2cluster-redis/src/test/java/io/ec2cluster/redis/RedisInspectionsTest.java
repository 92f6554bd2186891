package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.host.Machine;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds on a machine whose file tree and programs a test has made. */
class RedisInspectionsTest {
  private static final String USER = System.getProperty("user.name");

  private final Path root;
  private final Machine machine;
  private String version = "Redis server v=7.0.15 sha=00000000:0";

  RedisInspectionsTest(@TempDir Path root) {
    this.root = root;
    this.machine = new Machine(root, List.of(root.resolve("bin")), USER, false);
  }

  @Test
  void programAndPortAreLookedAt() throws Exception {
    Path program = install();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(look("program", port))
          .isEqualTo(Finding.ok("Redis 7.0.15, " + program + ", run as user '" + USER + "'"));
      assertThat(look("port", port).verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(look("port", port).fix()).contains("redis.port");
    }
  }

  @Test
  void anOldProgramIsAProblem() throws Exception {
    install();
    version = "Redis server v=6.0.16 sha=00000000:0";

    Finding finding = look("program", 6379);

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found()).contains("expected the server of Redis 6.2 or newer");
    assertThat(finding.fix()).contains("redis.program");
  }

  @Test
  void withoutAProgramNothingElseIsLookedAt() throws Exception {
    assertThat(look("program", 6379).found()).contains("neither redis-server nor valkey-server");
    for (String subject : List.of("data", "space for data", "port", "start at boot")) {
      assertThat(look(subject, 6379))
          .isEqualTo(Finding.notChecked("what it takes is not known: see program"));
    }
  }

  @Test
  void aServerOutsideOfAPackageIsSaidToBeStartedByOthers() throws Exception {
    install();

    Finding finding = look("start at boot", 6379);

    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(finding.found()).contains("nothing but 'ec2cluster init' should start");
  }

  private Finding look(String subject, int port) throws InterruptedException {
    FakeOperationContext context =
        FakeOperationContext.builder()
            .section(
                RedisSettings.builder()
                    .dataDirectory(root.resolve("data"))
                    .user(USER)
                    .port(port)
                    .build())
            .commands(new FakeCommands(command -> FakeCommands.succeeded(version)))
            .stateDirectory(root.resolve("state"))
            .build();
    return new RedisEngine(machine)
        .inspections(context).stream()
            .filter(one -> one.subject().equals(subject))
            .findFirst()
            .orElseThrow()
            .finding();
  }

  private Path install() throws IOException {
    Path program = Files.createDirectories(root.resolve("bin")).resolve("redis-server");
    Files.createFile(program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
