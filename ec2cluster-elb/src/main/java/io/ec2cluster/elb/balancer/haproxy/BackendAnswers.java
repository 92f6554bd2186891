package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a backend's servers from HAProxy's two answers about them. */
final class BackendAnswers {
  // "show stat": rows of type 2 are servers, 1 the backend, 0 a frontend.
  private static final long SERVER = 2;

  private BackendAnswers() {}

  /** Those that both answers know: one that came or went between them is not told. */
  static List<BackendServer> join(List<ServerState> states, List<ServerStatistics> statistics) {
    Map<String, ServerStatistics> byName =
        statistics.stream()
            .collect(ImmutableMap.toImmutableMap(ServerStatistics::name, row -> row, (a, b) -> b));
    return states.stream()
        .flatMap(
            state ->
                Optional.ofNullable(byName.get(state.name()))
                    .map(row -> new BackendServer(state, row))
                    .stream())
        .toList();
  }

  static List<ServerState> states(String backend, String question, String answer) {
    AnswerTable table = AnswerTable.states(question, answer);
    return table.rows().stream()
        .filter(row -> table.text(row, "be_name").equals(backend))
        .map(row -> state(table, row))
        .toList();
  }

  private static ServerState state(AnswerTable table, Map<String, String> row) {
    return new ServerState(
        table.text(row, "srv_name"),
        OwnServers.normal(table.text(row, "srv_addr")),
        table.small(row, "srv_port"),
        table.small(row, "srv_op_state"),
        table.small(row, "srv_admin_state"),
        table.small(row, "srv_uweight"),
        !table.text(row, "srv_fqdn").equals("-"));
  }

  static List<ServerStatistics> statistics(String backend, String question, String answer) {
    AnswerTable table = AnswerTable.statistics(question, answer);
    return table.rows().stream()
        .filter(row -> table.text(row, "pxname").equals(backend))
        .filter(row -> table.number(row, "type") == SERVER)
        .map(row -> statistics(table, row))
        .toList();
  }

  private static ServerStatistics statistics(AnswerTable table, Map<String, String> row) {
    return new ServerStatistics(
        table.text(row, "svname"),
        AnswerTable.shown(table.text(row, "status")),
        table.number(row, "scur"),
        table.number(row, "qcur"),
        table.number(row, "bck") > 0,
        AnswerTable.shown(table.text(row, "check_status")));
  }

  /** The names of all backends: one a line, below a header. */
  static List<String> names(String answer) {
    return Stream.of(answer.split("\n", -1))
        .map(String::strip)
        .filter(HaproxyName::isName)
        .toList();
  }
}
