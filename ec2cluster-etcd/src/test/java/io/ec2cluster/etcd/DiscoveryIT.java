package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.testing.standin.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that know nothing but the name find the members, through a name server. Both want port 53
 * and a resolv.conf of their own: the kernel gives them to anybody in name spaces of their own
 * (unshare(1)), where nothing else runs.
 */
@Timeout(300)
class DiscoveryIT {
  static final Path ETCDCTL = Path.of("/usr/bin/etcdctl");
  private static final String SERVER = "127.73.0.53";

  /** Brings the loopback interface up (SIOCSIFFLAGS, IFF_UP), which is down in a new name space. */
  private static final String SCRIPT =
      """
      perl -e 'socket(S, 2, 2, 0) or die; my $r = pack("a16s", "lo", 1); ioctl(S, 0x8914, $r) or die'
      mount --bind "$1" /etc/resolv.conf
      shift
      exec "$@"
      """;

  @Test
  void etcdctlFindsTheMembersByTheirServiceRecords(@TempDir Path directory)
      throws IOException, InterruptedException {
    NameServer.requireBinary();
    RealEtcd.requireBinary();
    if (!Files.isExecutable(ETCDCTL)) {
      throw new AssertionError("no " + ETCDCTL + ": apt-get install etcd-client");
    }
    Path resolver = directory.resolve("resolv.conf");
    Files.writeString(resolver, "nameserver " + SERVER + "\n");
    Path output = directory.resolve("output");

    Process process =
        new ProcessBuilder(command(directory, resolver))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(200, TimeUnit.SECONDS);
    process.destroyForcibly().onExit().join();

    String said = OwnedFiles.read(output);
    assertThat(ended).as(said).isTrue();
    assertThat(said)
        .contains("started, i-1, http://127.73.0.1:", "started, i-3, http://127.73.0.3:")
        .contains("put OK\ngot 127.73.0.3\n")
        .contains("started, i-4, http://127.73.0.4:")
        .contains("put OK\ngot 127.73.0.4\n");
    assertThat(process.exitValue()).isZero();
  }

  private static List<String> command(Path directory, Path resolver) {
    List<String> command = new ArrayList<>();
    command.add("unshare");
    if (!System.getProperty("user.name").equals("root")) {
      command.add("--map-root-user");
    }
    command.addAll(List.of("--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"));
    command.addAll(List.of("sh", "-euc", SCRIPT, "sh", resolver.toString()));
    command.addAll(TestJvm.vector(DiscoveryScenario.class, directory.toString(), SERVER));
    return command;
  }
}
