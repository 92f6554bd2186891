package io.ec2cluster.elb.restart;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.testing.contract.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Intents that somebody has edited, or that are damaged. */
@Timeout(300)
class IntentFuzzTest {
  @Test
  void intents() {
    Fuzz.check(
        List.of(
            "1 classic%2Fweb=i-1;80;,i-1;81; tg%2Farn%3Aaws%3Aelasticloadbalancing%3Aeu-west-1%3A1%3Atargetgroup%2Fweb%2F73e2d6bc24d8a067=10.0.0.1;80;all standby=web",
            "1 haproxy%2Fweb%40%2Frun%2Fh.sock=web1;;"),
        EnvironmentException.class,
        text -> IntentText.parse("elb/out/i-1", text));
  }
}
