package io.ec2cluster.elb.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.CharMatcher;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntentTextTest {
  @Test
  void whatIsWrittenIsRead() {
    Intent intent =
        Intent.NOTHING
            .with(BalancerId.parse("haproxy/web@/run/ä b.sock"), List.of(Membership.of("web1")))
            .with(
                BalancerId.parse(
                    "tg/arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/73e2d6bc24d8a067"),
                List.of(
                    Membership.of("i-1", 80),
                    new Membership("10.0.0.1", OptionalInt.of(81), Optional.of("all; x=y, z"))))
            .inStandby(Optional.of("web fleet=1"));

    String text = IntentText.of(intent);

    assertThat(CharMatcher.inRange(' ', '~').matchesAllOf(text)).isTrue();
    assertThat(IntentText.parse("k", text)).isEqualTo(intent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "1 x",
        "1 classic%2Fa=",
        "1 x=a;;",
        "1 classic%2Fa=a",
        "1 %=a;;",
        "1 classic%2Fa=a;x;",
        "1 standby="
      })
  void whatIsDamagedIsSaidNotGuessed(String text) {
    assertThatThrownBy(() -> IntentText.parse("elb/out/i-1", text))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("elb/out/i-1");
  }
}
