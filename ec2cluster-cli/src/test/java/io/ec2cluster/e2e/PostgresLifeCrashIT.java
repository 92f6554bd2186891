package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of the role's life over real servers, whose process is killed after one of its
 * steps, and run again: role record, names, pool and servers are then what they are without a
 * death.
 *
 * <p>By default each operation dies twice, at steps of its own plan that a seed chooses; the seed
 * changes with the day, is printed, and is replayed by the system property {@code
 * ec2cluster.test.seed}. With {@code ec2cluster.test.full} (Maven's profile {@code full}) it dies
 * after each step until it has none left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class PostgresLifeCrashIT {
  private static final int KILLED = 137;
  private static final int SAMPLE = 2;
  private static final boolean FULL = Boolean.getBoolean("ec2cluster.test.full");
  private static final Pattern MEMBER =
      Pattern.compile("(?m)^replica\\.maindb\\.example\\.com\\. .*set=(\\S+)");
  private static final Pattern EPOCH = Pattern.compile("\"epoch=(\\d+)\"");

  private final long seed =
      Optional.ofNullable(Long.getLong("ec2cluster.test.seed"))
          .orElseGet(() -> LocalDate.now(ZoneOffset.UTC).toEpochDay());
  private final Random random = new Random(seed);
  private final List<String> deaths = new ArrayList<>();
  private Optional<PostgresNodes> cluster = Optional.empty();
  private List<Node> members = List.of();
  private int round;

  /** An operation from a healthy cluster to a healthy cluster. */
  private interface Operation {
    /** Whether a death was there to die. */
    boolean dies(PostgresNodes nodes, Node primary, Node candidate, Node third) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> operationsEndAlikeWhereverTheyDied() {
    System.out.println("PostgresLifeCrashIT: -Dec2cluster.test.seed=" + seed + " full: " + FULL);
    return Stream.of(
        test("handover that calls the candidate", this::handoverThatCalls),
        test("handover to a waiting candidate", this::handoverToAWaitingCandidate),
        test("handover that the candidate starts", this::handoverThatTheCandidateStarts),
        test("promote, and rejoin in place", this::promoteAndRejoinInPlace),
        test("promote, and rejoin by rewind", this::promoteAndRejoinByRewind),
        test("promote, and rejoin by a new copy", this::promoteAndReclone),
        test("promote that waits for its offer", this::promoteThatWaits),
        test("pool leave, pool join", this::poolLeaveAndJoin),
        test("pool check", this::poolCheck),
        test("leave", this::leave),
        test("leave --last", this::leaveLast));
  }

  @AfterAll
  void stopCluster() throws IOException {
    if (cluster.isPresent()) {
      cluster.get().close();
    }
  }

  private DynamicTest test(String name, Operation operation) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          deaths.clear();
          round = 0;
          boolean healthy = false;
          try {
            boolean more = true;
            while (more) {
              more = once(operation);
              round++;
            }
            healthy = true;
          } finally {
            System.out.println(name + ": " + deaths);
            if (!healthy) {
              // What is left of it is no place to begin the next one at.
              stopCluster();
              cluster = Optional.empty();
            }
          }
        });
  }

  private boolean once(Operation operation) throws IOException {
    PostgresNodes nodes = cluster();
    boolean died = operation.dies(nodes, members.get(0), members.get(1), members.get(2));
    return FULL ? died : round + 1 < SAMPLE;
  }

  private PostgresNodes cluster() throws IOException {
    if (cluster.isEmpty()) {
      PostgresNodes nodes = new PostgresNodes(BackEnd.localWithRemote());
      cluster = Optional.of(nodes);
      members = List.of(nodes.node(11), nodes.node(12), nodes.node(13));
      nodes.init(members.get(0)).expect(0);
      nodes.initAtOnce(members.subList(1, 3)).forEach(result -> result.expect(0));
    }
    return cluster.get();
  }

  private boolean handoverThatCalls(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    int epoch = epoch(nodes);

    boolean died = dies(nodes, primary, "handover", "--to", candidate.id());

    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean handoverToAWaitingCandidate(
      PostgresNodes nodes, Node primary, Node candidate, Node third) throws IOException {
    int epoch = epoch(nodes);
    ToolRun waits = nodes.start(candidate, "promote", "--await-offer", "60s");

    boolean died = dies(nodes, primary, "handover", "--to", candidate.id(), "--candidate-waits");

    waits.await().expect(0);
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean handoverThatTheCandidateStarts(
      PostgresNodes nodes, Node primary, Node candidate, Node third) throws IOException {
    int epoch = epoch(nodes);

    boolean died = dies(nodes, candidate, "handover", "--to", candidate.id());

    NodeLocks.awaitIdle(primary.folder());
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean promoteThatWaits(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    int epoch = epoch(nodes);
    ToolRun handsOver =
        nodes.start(primary, "handover", "--to", candidate.id(), "--candidate-waits");

    boolean died = dies(nodes, candidate, "promote", "--await-offer", "60s");

    handsOver.await().expect(0);
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean promoteAndRejoinInPlace(
      PostgresNodes nodes, Node primary, Node candidate, Node third) throws IOException {
    nodes.stop(primary.data(), "INT");
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin");
  }

  private boolean promoteAndReclone(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    nodes.kill(primary);
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin", "--reclone", "--discard");
  }

  /** The old primary has rows that nobody else has. */
  private boolean promoteAndRejoinByRewind(
      PostgresNodes nodes, Node primary, Node candidate, Node third) throws IOException {
    List<Node> replicas = List.of(candidate, third);
    for (Node replica : replicas) {
      nodes.sql(replica, "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
      nodes.sql(replica, "SELECT pg_reload_conf()");
      nodes.awaitSql(replica, "SELECT count(*) FROM pg_stat_wal_receiver", "0");
    }
    nodes.sql(primary, "CREATE TABLE diverged AS SELECT 1 AS x");
    nodes.kill(primary);
    for (Node replica : replicas) {
      nodes.sql(replica, "ALTER SYSTEM RESET primary_conninfo");
      nodes.sql(replica, "SELECT pg_reload_conf()");
    }
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin");
  }

  private boolean promoteAndRejoin(
      PostgresNodes nodes, Node primary, Node candidate, Node third, String... rejoin)
      throws IOException {
    int epoch = epoch(nodes);

    boolean promotionDied = dies(nodes, candidate, "promote");

    assertPublished(nodes, candidate, epoch + 1);
    assertThat(pool(nodes)).containsExactly(third.id());
    assertThat(nodes.sql(candidate, "SELECT pg_is_in_recovery()")).isEqualTo("f");
    assertThat(nodes.server(primary.data())).isEmpty();
    nodes.run(third, "pool", "check").expect(0);

    boolean returnDied = dies(nodes, primary, rejoin);

    swapRoles();
    assertHealthy(nodes, epoch + 1);
    return promotionDied || returnDied;
  }

  private boolean poolLeaveAndJoin(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    boolean departureDied = dies(nodes, third, "pool", "leave");
    assertThat(pool(nodes)).containsExactly(candidate.id());
    nodes.run(third, "pool", "check").expect(0);
    assertThat(pool(nodes)).containsExactly(candidate.id());

    boolean returnDied = dies(nodes, third, "pool", "join");

    assertHealthy(nodes, epoch(nodes));
    return departureDied || returnDied;
  }

  private boolean poolCheck(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    nodes.stop(third.data(), "INT");

    boolean departureDied = dies(nodes, third, "pool", "check");

    assertThat(pool(nodes)).containsExactly(candidate.id());
    nodes.init(third).expect(0);
    int epoch = epoch(nodes);
    nodes.run(primary, "handover", "--to", candidate.id()).expect(0);

    boolean followingDied = dies(nodes, third, "pool", "check");

    swapRoles();
    assertHealthy(nodes, epoch + 1);
    return departureDied || followingDied;
  }

  private boolean leave(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    boolean died = dies(nodes, third, "leave", "--deadline", "0s");

    assertThat(pool(nodes)).containsExactly(candidate.id());
    assertThat(nodes.server(third.data())).isEmpty();
    assertThat(nodes.sql(primary, "SELECT count(*) FROM pg_replication_slots")).isEqualTo("1");
    nodes.init(third).expect(0);
    assertHealthy(nodes, epoch(nodes));
    return died;
  }

  private boolean leaveLast(PostgresNodes nodes, Node primary, Node candidate, Node third)
      throws IOException {
    for (Node replica : List.of(third, candidate)) {
      nodes.run(replica, "leave", "--deadline", "0s", "--allow-empty").expect(0);
    }

    boolean died = dies(nodes, primary, "leave", "--last");

    assertThat(nodes.zone())
        .contains("\"state=free\"", "\"owner=" + primary.id() + "\"")
        .doesNotContain(" IN A ");
    assertThat(nodes.server(primary.data())).isEmpty();
    nodes.init(primary).expect(0);
    nodes.initAtOnce(List.of(candidate, third)).forEach(result -> result.expect(0));
    assertHealthy(nodes, epoch(nodes));
    return died;
  }

  /**
   * Kills a command after one of its steps and gives it again, which does what it was to do.
   *
   * @return whether it had that step, and died
   */
  private boolean dies(PostgresNodes nodes, Node node, String... command) {
    List<String> plan = planned(nodes, node, command);
    int step = FULL ? round : chosen(plan.size());
    String death = "%s %s".formatted(node.id(), String.join(" ", command));

    ToolResult killed = nodes.killed(node, Moment.AFTER, step, command);
    ToolResult again = nodes.run(node, command);

    boolean died = killed.exitCode() == KILLED;
    deaths.add(death + (died ? " after step " + step + name(plan, step) : " to its end"));
    assertThat(again.exitCode()).as(deaths + ": " + killed + again).isZero();
    if (!died) {
      assertThat(FULL && killed.exitCode() == 0).as(deaths + ": " + killed).isTrue();
      assertThat(killed.steps()).as("no longer than its plan").containsAll(plan);
    }
    return died;
  }

  /** A step of the plan: in each round of another part of it. */
  private int chosen(int steps) {
    int begin = steps * round / SAMPLE;
    int end = steps * (round + 1) / SAMPLE;
    return begin == end ? begin : begin + random.nextInt(end - begin);
  }

  private static String name(List<String> plan, int step) {
    return step < plan.size() ? " '" + plan.get(step) + "'" : ", of its end";
  }

  /** What a dry run shows of the way that it goes here. */
  private static List<String> planned(PostgresNodes nodes, Node node, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--dry-run");
    return nodes.run(node, words.toArray(String[]::new)).expect(0).stepsOn("taken-up");
  }

  private void assertHandedOver(
      PostgresNodes nodes, Node primary, Node candidate, Node third, int epoch) throws IOException {
    assertPublished(nodes, candidate, epoch);
    assertThat(pool(nodes)).containsExactlyInAnyOrder(primary.id(), third.id());
    nodes.run(third, "pool", "check").expect(0);
    swapRoles();
    assertHealthy(nodes, epoch);
  }

  /** The candidate is the primary from now on, and the other way round. */
  private void swapRoles() {
    members = List.of(members.get(1), members.get(0), members.get(2));
  }

  private void assertHealthy(PostgresNodes nodes, int epoch) throws IOException {
    assertPublished(nodes, members.get(0), epoch);
    assertThat(pool(nodes))
        .as(deaths.toString())
        .containsExactlyInAnyOrder(members.get(1).id(), members.get(2).id());
    nodes.assertReplicates(members.get(0), members.subList(1, 3));
    for (Node node : members) {
      nodes.status(node).expect(0);
    }
  }

  private void assertPublished(PostgresNodes nodes, Node primary, int epoch) throws IOException {
    assertThat(nodes.zone())
        .as(deaths.toString())
        .contains(
            "\"state=published\"", "\"owner=" + primary.id() + "\"", "\"epoch=" + epoch + "\"")
        .contains("primary.maindb.example.com. 60 IN A " + primary.address());
  }

  private static int epoch(PostgresNodes nodes) throws IOException {
    return EPOCH
        .matcher(nodes.zone())
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> pool(PostgresNodes nodes) throws IOException {
    return MEMBER.matcher(nodes.zone()).results().map(found -> found.group(1)).toList();
  }
}
