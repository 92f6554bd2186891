package io.ec2cluster.role;

import io.ec2cluster.Time;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.local.LocalHostedZone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One of many nodes that hold an election at once; also as a process of its own. */
final class Contender {
  static final DnsName ZONE = DnsName.of("example.com");
  static final RoleNames NAMES =
      new RoleNames(
          DnsName.of("primary.maindb.example.com"),
          Optional.empty(),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final HostedZone zone;
  private final int number;

  Contender(HostedZone zone, int number) {
    this.zone = zone;
    this.number = number;
  }

  static HostedZone localZone(Path directory) {
    return new LocalHostedZone(directory, ZONE, Time.system());
  }

  static String id(int number) {
    return "i-" + number;
  }

  static String host(int number) {
    return "node" + number + ".example.net";
  }

  /** {@code DIRECTORY NUMBER BARRIER}: prints "ready", and its role once the barrier exists. */
  public static void main(String[] arguments) throws InterruptedException {
    Path barrier = Path.of(arguments[2]);
    Contender contender =
        new Contender(localZone(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
    System.out.println("ready");
    while (Files.notExists(barrier)) {
      Time.system().sleep(Duration.ofMillis(2));
    }
    System.out.println(contender.role());
  }

  /** Takes part; the winner publishes, as it would once its engine is verified. */
  Role role() throws InterruptedException {
    RoleElection election =
        new RoleElection(
            zone,
            NAMES,
            candidate(),
            record -> OwnerLife.NOT_PROVEN,
            Time.system(),
            new SplittableRandom(number));
    Decision decision = election.decide(Optional.empty(), DEADLINE, progress -> {});
    if (decision instanceof Decision.Won won) {
      won.tenure().publish(Optional.of("data-of-" + id(number)));
    }
    return decision.role();
  }

  private Candidate candidate() {
    return new Candidate(
        "maindb",
        Optional.of("123456789012"),
        Optional.of("eu-west-1"),
        new Owner(id(number), "10.0.0.1", 5432),
        host(number),
        Set.of(),
        NodeData.empty("no data"));
  }
}
