package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.MatrixCell.Fault;
import io.ec2cluster.e2e.MatrixCell.Operation;
import io.ec2cluster.e2e.MatrixTable.Measured;
import io.ec2cluster.e2e.PostgresNodes.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One cell of the matrix while it runs.
 *
 * @param table gets what was measured
 */
record MatrixRun(MatrixCluster cluster, MatrixTable table) {
  private static final int REFUSED = 3;
  private static final int FAILED = 5;
  private static final int DEGRADED = 10;
  private static final int CONTRADICTION = 12;

  void run() throws IOException {
    switch (cell().operation()) {
      case PROMOTE_AND_REWIND, PROMOTE_AND_RECLONE -> promoteAndReturn();
      case HANDOVER -> handOver();
      case LEAVE -> leave();
    }
  }

  private MatrixCell cell() {
    return cluster.cell();
  }

  private PostgresNodes nodes() {
    return cluster.nodes();
  }

  private Node first() {
    return cluster.first();
  }

  private void promoteAndReturn() throws IOException {
    Node primary;
    try (Writers writers = cluster.writers();
        ZoneWatch watch = new ZoneWatch(nodes()::primaryAddress)) {
      cluster.strike();
      if (cell().fault().leavesDoubt()) {
        assertThat(nodes().run(cluster.second(), "promote").expect(REFUSED).toString())
            .contains("nothing proves that " + first().id(), "--fence ec2", "--force");
      }
      primary = promote();
      nodes().run(other(primary), "pool", "check").expect(0);
      cluster.mend();
      assertStatusOfTheOldPrimary(primary);
      writers.finish();

      measure(
          cell().fault().leavesDoubt() ? "refused (3), then done" : "done",
          writers,
          watch,
          primary);
    }
    comeBack(primary);
    cluster.assertHealthy(primary, List.of(first(), other(primary)));
  }

  /** On the replica that has more; without force the other one is refused. */
  private Node promote() {
    List<String> words = new ArrayList<>(List.of("promote"));
    words.addAll(
        switch (cell().way()) {
          case PLAIN -> List.of();
          case FENCE -> List.of("--fence", "ec2");
          case FORCE -> List.of("--force");
        });
    Node candidate = cluster.mostAdvanced();
    ToolResult result = nodes().run(candidate, words.toArray(String[]::new));
    if (result.exitCode() == REFUSED && result.toString().contains("is not the one to promote")) {
      // It had not everything yet when it was chosen.
      candidate = other(candidate);
      result = nodes().run(candidate, words.toArray(String[]::new));
    }
    assertThat(result.expect(0).text("role")).isEqualTo("primary");
    assertThat(cluster.fenced())
        .isEqualTo(cell().way() == MatrixCell.Way.FENCE ? List.of(first().id()) : List.of());
    return candidate;
  }

  private Node other(Node replica) {
    return replica.equals(cluster.second()) ? cluster.third() : cluster.second();
  }

  private void assertStatusOfTheOldPrimary(Node primary) {
    ToolResult status = nodes().status(first());
    if (cell().isForced()) {
      assertThat(status.expect(CONTRADICTION).toString())
          .contains(
              first().id() + " runs as a primary, the record names " + primary.id(), "rejoin");
    } else {
      status.expect(DEGRADED);
    }
  }

  /** With data that cannot simply follow, which every old primary is brought to have here. */
  private void comeBack(Node primary) throws IOException {
    if (nodes().server(first().data()).isEmpty()) {
      nodes().changeAlone(first(), "CREATE TABLE alone AS SELECT 1 AS x");
    }
    boolean reclone = cell().operation() == Operation.PROMOTE_AND_RECLONE;
    if (reclone) {
      assertThat(nodes().run(first(), "rejoin").expect(REFUSED).toString())
          .contains("pg_rewind cannot bring it back", "rejoin --reclone");
      nodes().run(first(), "rejoin", "--reclone").expect(0);
    } else {
      assertThat(nodes().run(first(), "rejoin").expect(0).toString()).contains("rewound");
    }
    try (Stream<Path> files = Files.list(first().folder())) {
      assertThat(files.filter(file -> file.toString().contains(".ec2cluster-old-")))
          .hasSize(reclone ? 1 : 0);
    }
    assertThat(nodes().sql(first(), "SELECT count(*) FROM pg_tables WHERE tablename = 'alone'"))
        .isEqualTo("0");
    assertThat(nodes().primaryAddress()).contains(primary.address());
  }

  /** A primary that stopped in order can still be handed over; any other keeps the role. */
  private void handOver() throws IOException {
    boolean hands = cell().fault() == Fault.NONE || cell().fault() == Fault.STOPPED;
    Node primary = hands ? cluster.second() : first();
    try (Writers writers = cluster.writers();
        ZoneWatch watch = new ZoneWatch(nodes()::primaryAddress)) {
      cluster.strike();
      ToolResult result =
          nodes().run(first(), "handover", "--to", cluster.second().id(), "--deadline", "20s");
      switch (cell().fault()) {
        case NONE, STOPPED -> result.expect(0);
        case KILLED -> assertSays(result.expect(REFUSED), "did not stop in order", "promote");
        case FROZEN -> assertSays(result.expect(REFUSED), "does not answer", "promote");
        case CUT -> assertSays(result.expect(FAILED), "aws.retry-deadline");
      }
      if (hands) {
        nodes().run(cluster.third(), "pool", "check").expect(0);
      } else {
        revive();
      }
      writers.finish();
      measure(outcome(result), writers, watch, primary);
    }
    cluster.assertHealthy(primary, List.of(hands ? first() : cluster.second(), cluster.third()));
  }

  /** Its slot goes only once there is a primary that drops it. */
  private void leave() throws IOException {
    try (Writers writers = cluster.writers();
        ZoneWatch watch = new ZoneWatch(nodes()::primaryAddress)) {
      cluster.strike();
      ToolResult result = nodes().run(cluster.third(), "leave", "--deadline", "1s");
      // Where commits may wait for it, it stays until the primary says that none does.
      boolean stays = cell().synchronous() && cell().fault() != Fault.NONE;
      assertThat(nodes().server(cluster.third().data()).isPresent()).isEqualTo(stays);
      assertThat(nodes().zone().contains(cluster.third().address())).isEqualTo(stays);
      if (cell().fault() == Fault.NONE) {
        result.expect(0);
      } else {
        assertSays(
            result.expect(FAILED),
            stays
                ? "let no commit wait for this replica"
                : "drop the replication slot of " + cluster.third().id());
        revive();
        nodes().run(cluster.third(), "leave", "--deadline", "1s").expect(0);
      }
      writers.finish();
      String then = cell().fault() == Fault.NONE ? "" : ", done once the primary is back";
      measure(outcome(result) + then, writers, watch, first());
    }
    assertThat(nodes().zone()).doesNotContain(cluster.third().address());
    assertThat(nodes().sql(first(), "SELECT slot_name FROM pg_replication_slots"))
        .isEqualTo("i_12");
    cluster.assertHealthy(first(), List.of(cluster.second()));
  }

  /** The primary comes back as what it is. */
  private void revive() {
    cluster.mend();
    if (nodes().server(first().data()).isEmpty()) {
      nodes().init(first()).expect(0);
    }
  }

  private static void assertSays(ToolResult result, String... words) {
    assertThat(result.toString()).contains(words);
  }

  private static String outcome(ToolResult result) {
    return switch (result.exitCode()) {
      case 0 -> "done";
      case REFUSED -> "refused (3)";
      default -> "failed (" + result.exitCode() + ")";
    };
  }

  /** Asserts what holds in every cell, and keeps what was measured. */
  private void measure(String outcome, Writers writers, ZoneWatch watch, Node primary) {
    watch.close();
    boolean moved = !primary.equals(first());
    if (moved) {
      watch.assertAnswers(first().address(), primary.address());
    } else {
      watch.assertAnswers(first().address());
    }
    long late =
        moved
            ? writers.acknowledgedAfter(
                cluster.serverAddress(first()), watch.published(primary.address()).orElseThrow())
            : 0;
    Measured measured =
        new Measured(
            writers.acknowledged(),
            writers.lost(primary).size(),
            late,
            writers.longestBreak(),
            writers.twoPrimaries());
    table.add(nodes().sql(primary, "SHOW server_version"), cell(), outcome, measured);
    // Even by force: without a replica the old primary acknowledges nothing.
    if (!cell().isForced() || cell().synchronous()) {
      writers.assertOnePrimary();
    }
    if (!cell().isForced()) {
      assertThat(late).as("rows that the old primary acknowledged after publish").isZero();
    }
    boolean mayLose =
        cell().operation().promotes() && !cell().synchronous() && cell().fault() != Fault.STOPPED;
    if (!mayLose) {
      writers.assertNothingLost(primary);
    }
  }
}
