package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All six back ends of a real HAProxy are restarted at once, under load: by six commands of the
 * tool, and by supervisor's own as the contrast. What was measured is printed.
 */
@Timeout(300)
class ElbRollIT {
  private static final int SIZE = 6;
  private static final int FLOOR = 4;
  private static final int PER_SECOND = 1_200;

  @Test
  void sixRestartsAtOnceLoseNoRequestAndKeepTheFloor(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE);
        HttpLoad load = HttpLoad.start(fleet.door(), PER_SECOND)) {
      fleet.await("the load to reach all", () -> reachesAll(fleet, load));
      List<String> before = fleet.haproxy().administered("web");
      long begun = System.nanoTime();
      List<ToolResult> results = new ArrayList<>();
      FleetWatch watch = new FleetWatch(fleet);
      try (watch) {
        List<ToolRun> runs = new ArrayList<>();
        for (int i = 1; i <= SIZE; i++) {
          runs.add(fleet.startTool(i, "elb", "restart", "web" + i));
        }
        runs.forEach(run -> results.add(run.await()));
      }

      results.forEach(result -> result.expect(0));
      load.stop();
      print("elb restart", load, watch, begun);
      assertThat(load.failures()).isEmpty();
      assertThat(watch.least())
          .as("in service, of %d looks", watch.looks())
          .isGreaterThanOrEqualTo(FLOOR);
      for (int i = 1; i <= SIZE; i++) {
        assertThat(fleet.starts(i)).as("starts of web%d", i).isEqualTo(2);
      }
      assertThat(fleet.haproxy().administered("web")).isEqualTo(before);
      assertThat(fleet.run(1, "elb", "count").expect(0).output()).contains("\"mayLeave\" : true");
    }
  }

  /** What people do without it; shows that the load would see a failure. */
  @Test
  void theSameBySupervisorAloneFailsRequests(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE);
        HttpLoad load = HttpLoad.start(fleet.door(), PER_SECOND)) {
      fleet.await("the load to reach all", () -> reachesAll(fleet, load));
      long begun = System.nanoTime();
      FleetWatch watch = new FleetWatch(fleet);
      try (watch) {
        fleet.supervisorctl("restart", "all");
        fleet.await("all to be back", () -> fleet.haproxy().inService("web") == SIZE);
      }

      load.stop();
      print("supervisorctl restart all", load, watch, begun);
      assertThat(load.failures()).isNotEmpty();
      assertThat(watch.least()).isLessThan(FLOOR);
    }
  }

  private static boolean reachesAll(WebFleet fleet, HttpLoad load) {
    for (int i = 1; i <= SIZE; i++) {
      if (load.answersOf(fleet.address(i)) < 10) {
        return false;
      }
    }
    return true;
  }

  private static void print(String name, HttpLoad load, FleetWatch watch, long begun) {
    System.out.printf(
        "%s: %.1f s, %.0f requests/s, %d failed, %d in service at least (%d looks)%n",
        name,
        Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0,
        load.perSecond(),
        load.failures().size(),
        watch.least(),
        watch.looks());
  }
}
