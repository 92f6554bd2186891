package io.ec2cluster.elb.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.Target.State;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BackendAnswersTest {
  /**
   * Version 1 as the manuals of 2.0 to 3.0 have it: the columns behind srvrecord came one by one.
   */
  private static final String OLD_COLUMNS =
      "be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight"
          + " srv_time_since_last_change srv_check_status srv_check_result srv_check_health"
          + " srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port"
          + " srvrecord";

  private static final String NEW_COLUMNS =
      OLD_COLUMNS + " srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port";
  private static final String OLD =
      "1\n# "
          + OLD_COLUMNS
          + "\n3 web 1 a 10.0.0.1 2 0 10 10 5 6 3 4 6 0 0 0 - 80 -\n"
          + "3 web 2 b 10.0.0.2 0 8 1 1 5 8 2 0 6 0 0 0 - 80 -\n\n";
  private static final String NEW =
      "1\n# "
          + NEW_COLUMNS
          + "\n3 web 1 a 10.0.0.1 2 0 10 10 5 6 3 4 6 0 0 0 - 80 - 0 0 - - 0\n"
          + "3 web 2 t1 - 0 32 1 1 1 1 0 0 14 0 0 0 foo.example.com 80 - 0 0 - - 0\n\n";
  private static final String STATISTICS =
      """
      # pxname,svname,qcur,scur,status,bck,type,check_status,last_chk,desc,
      web,a,1,2,UP 1/3,0,2,L7OK,"Layer7, all well","say ""hi"", all",
      web,b,0,0,DOWN,1,2,* L4TOUT,,,
      web,BACKEND,0,2,UP,0,1,,,,

      """;

  @Test
  void columnsAreFoundByNameInEveryVersion() {
    List<ServerState> old = states(OLD);
    List<ServerState> recent = states(NEW);

    assertThat(old).extracting(ServerState::name).containsExactly("a", "b");
    assertThat(old.get(0)).isEqualTo(recent.get(0));
    assertThat(old.get(0)).isEqualTo(new ServerState("a", "10.0.0.1", 80, 2, 0, 10, false));
    assertThat(recent.get(1).isEmptySlot()).isTrue();
  }

  @Test
  void commasInQuotesEndNoField() {
    List<ServerStatistics> all = statistics(STATISTICS);

    assertThat(all)
        .containsExactly(
            new ServerStatistics("a", "UP 1/3", 2, 1, false, "L7OK"),
            new ServerStatistics("b", "DOWN", 0, 0, true, "* L4TOUT"));
  }

  @Test
  void onlyWhatBothAnswersKnowIsTold() {
    List<BackendServer> joined = BackendAnswers.join(states(NEW), statistics(STATISTICS));

    assertThat(joined).extracting(BackendServer::name).containsExactly("a");
    assertThat(joined.get(0).connections()).isEqualTo(3);
  }

  @Test
  void aStateIsWhatItsMaskSays() {
    assertThat(serves(2, 0, 1)).isEqualTo(State.IN_SERVICE);
    assertThat(serves(1, 0, 1)).isEqualTo(State.IN_SERVICE);
    assertThat(serves(2, 0x04, 1)).isEqualTo(State.IN_SERVICE);
    assertThat(serves(2, 0x40, 1)).isEqualTo(State.IN_SERVICE);
    assertThat(serves(2, 0, 0)).isEqualTo(State.DRAINING);
    assertThat(serves(3, 0, 1)).isEqualTo(State.DRAINING);
    assertThat(serves(2, 0x08, 1)).isEqualTo(State.DRAINING);
    assertThat(serves(2, 0x10, 1)).isEqualTo(State.DRAINING);
    for (int maintenance : List.of(0x01, 0x02, 0x05, 0x09, 0x20)) {
      assertThat(serves(2, maintenance, 1)).isEqualTo(State.OUT_OF_SERVICE);
    }
    assertThat(serves(0, 0, 1)).isEqualTo(State.OUT_OF_SERVICE);
    assertThat(serves(0, 0x08, 1)).isEqualTo(State.OUT_OF_SERVICE);
  }

  @Test
  void whatIsNoAnswerIsToldAsSuch() {
    List<String> wrong =
        Stream.of(
                "",
                "2\n# " + NEW_COLUMNS + "\n\n",
                "1\n\n",
                OLD.substring(0, OLD.length() - 1),
                OLD.replace("2 0 10", "up 0 10"),
                OLD.replace("2 0 10", "-2 0 10"),
                OLD.replace("2 0 10", "99999999999 0 10"),
                OLD.replace("srv_admin_state", "other"),
                OLD.replace(" - 80 -\n", " - 80\n"),
                "Unknown command.\n\n")
            .toList();

    for (String answer : wrong) {
      assertThatThrownBy(() -> states(answer))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("show servers state web");
    }
  }

  @Property(tries = 500)
  void garbageIsNeverMoreThanNoAnswer(@ForAll("spoilt") String answer) {
    for (Runnable reading : List.<Runnable>of(() -> states(answer), () -> statistics(answer))) {
      try {
        reading.run();
      } catch (EnvironmentException told) {
        assertThat(told).hasMessageContaining("HAProxy's answer");
      }
    }
    assertThat(BackendAnswers.names(answer)).allMatch(HaproxyName::isName);
  }

  /** Answers with a piece of text in place of another. */
  @Provide
  Arbitrary<String> spoilt() {
    Arbitrary<String> whole = Arbitraries.of(OLD, NEW, STATISTICS);
    Arbitrary<String> piece =
        Arbitraries.strings().withChars(" ,\"\n#-019aweb\u0000é").ofMaxLength(12);
    return Combinators.combine(
            whole,
            piece,
            Arbitraries.integers().between(0, 400),
            Arbitraries.integers().between(0, 40))
        .as(
            (text, put, at, length) -> {
              int from = Math.min(at, text.length());
              return text.substring(0, from)
                  + put
                  + text.substring(Math.min(text.length(), from + length));
            });
  }

  private static State serves(int operation, int orders, int weight) {
    return new ServerState("a", "10.0.0.1", 80, operation, orders, weight, false).serves();
  }

  private static List<ServerState> states(String answer) {
    return BackendAnswers.states("web", "show servers state web", answer);
  }

  private static List<ServerStatistics> statistics(String answer) {
    return BackendAnswers.statistics("web", "show stat web 4 -1", answer);
  }
}
