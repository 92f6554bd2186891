package io.ec2cluster.local;

import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One of many processes that change one zone. */
final class ZoneTool {
  static final DnsName ZONE = DnsName.of("example.com");
  static final DnsName FIRST = DnsName.of("first.example.com");
  static final DnsName SECOND = DnsName.of("second.example.com");

  private final HostedZone zone;
  private final String id;

  private ZoneTool(HostedZone zone, String id) {
    this.zone = zone;
    this.id = id;
  }

  public static void main(String[] arguments) throws InterruptedException {
    ZoneTool tool = new ZoneTool(open(Path.of(arguments[0])), arguments[1]);
    if (arguments.length > 2) {
      System.out.println(tool.raceFrom(Path.of(arguments[2])));
    } else {
      tool.changeForEver();
    }
  }

  static HostedZone open(Path directory) {
    return new LocalHostedZone(directory, ZONE, Time.system());
  }

  static RecordSet text(DnsName name, String value) {
    return RecordSet.of(name, RecordType.TXT, Duration.ofMinutes(1), "\"" + value + "\"");
  }

  private String raceFrom(Path barrier) throws InterruptedException {
    System.out.println("ready");
    while (Files.notExists(barrier)) {
      Time.system().sleep(Duration.ofMillis(1));
    }
    try {
      zone.apply(ChangeBatch.commented("claim").create(text(FIRST, id)).build());
      return "won";
    } catch (ChangeConflictException lost) {
      return "lost to " + zone.list(FIRST).get(0).values().get(0);
    }
  }

  /** Both records change together, or neither does. */
  private void changeForEver() {
    for (int change = 0; ; change++) {
      String value = id + "-" + change;
      List<RecordSet> before = zone.list(ZONE);
      try {
        zone.apply(
            ChangeBatch.commented("change")
                .replace(before.get(0), text(FIRST, value))
                .replace(before.get(1), text(SECOND, value))
                .build());
        System.out.println(value);
      } catch (ChangeConflictException lost) {
        System.out.println("lost " + value);
      }
    }
  }
}
