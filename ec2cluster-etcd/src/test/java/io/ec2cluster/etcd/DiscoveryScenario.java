package io.ec2cluster.etcd;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@link DiscoveryIT} runs in name spaces of its own: three nodes, then one of them replaced;
 * a name server over the zone that they write; etcdctl, which knows nothing but the name.
 */
final class DiscoveryScenario {
  private static final String A = "127.73.0.1";
  private static final String B = "127.73.0.2";
  private static final String C = "127.73.0.3";
  private static final String D = "127.73.0.4";

  private DiscoveryScenario() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    String server = arguments[1];
    Path zone = directory.resolve("cloud/zone").resolve(DnsName.of("example.org") + ".zone");
    String settings = "size: 3\n  zone: example.org\n  name: \"{{cluster}}\"";
    try (NodeStage stage = new NodeStage(directory, settings)) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-3", C));
      show(directory, server, zone, C);
      stage.kill("i-3");
      OwnedFiles.deleteTree(stage.data("i-3"));
      stage.run("i-4", D);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-4", D));
      show(directory, server, zone, D);
    }
  }

  private static void show(Path directory, String server, Path zone, String newest)
      throws IOException, InterruptedException {
    String all = "maindb.example.org. 60 IN A ";
    Eventually.holds(
        "the records are written",
        NodeStage.PATIENCE,
        () ->
            Files.exists(zone)
                && OwnedFiles.read(zone)
                    .lines()
                    .filter(line -> line.startsWith(all))
                    .allMatch(
                        line -> line.matches(".* 127\\.73\\.0\\.[12" + newest.charAt(9) + "]"))
                && OwnedFiles.read(zone).contains(all + newest));
    try (NameServer running = NameServer.start(directory, server, "example.org", zone)) {
      System.out.println("name server: " + running.log());
      System.out.println("members " + etcdctl("member", "list"));
      System.out.println("put " + etcdctl("put", "key", newest));
      System.out.println("got " + etcdctl("get", "--print-value-only", "key"));
    }
  }

  private static String etcdctl(String... words) throws IOException, InterruptedException {
    String[] command = new String[words.length + 2];
    command[0] = DiscoveryIT.ETCDCTL.toString();
    command[1] = "--discovery-srv=maindb.example.org";
    System.arraycopy(words, 0, command, 2, words.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("etcdctl failed: " + output);
    }
    return output.strip();
  }
}
