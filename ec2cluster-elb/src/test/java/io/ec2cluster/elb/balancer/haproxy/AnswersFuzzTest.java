package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.testing.contract.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers of an HAProxy that are almost right, and ids that people type. */
@Timeout(300)
class AnswersFuzzTest {
  @Test
  void states() {
    Fuzz.check(
        List.of(
            """
            1
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord
            3 web 1 a 10.0.0.1 2 0 10 10 5 6 3 4 6 0 0 0 - 80 -
            3 web 2 b 10.0.0.2 0 8 1 1 5 8 2 0 6 0 0 0 - 80 -

            """),
        EnvironmentException.class,
        text -> BackendAnswers.states("web", "show servers state web", text));
  }

  @Test
  void statistics() {
    Fuzz.check(
        List.of(
            """
            # pxname,svname,qcur,scur,status,bck,type,check_status,last_chk,desc,
            web,a,1,2,UP 1/3,0,2,L7OK,"Layer7, all well","say ""hi"", all",
            web,b,0,0,DOWN,1,2,* L4TOUT,,,
            web,BACKEND,0,2,UP,0,1,,,,

            """),
        EnvironmentException.class,
        text -> BackendAnswers.statistics("web", "show stat", text));
  }

  @Test
  void ids() {
    Fuzz.check(
        List.of(
            "classic/web-example-com",
            "tg/arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/73e2d6bc24d8a067",
            "haproxy/web@/run/haproxy.sock"),
        IllegalArgumentException.class,
        BalancerId::parse);
  }
}
