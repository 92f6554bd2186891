package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.rds.ManyClusters.Result;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Many clusters at the same moment share what RDS admits of requests. */
class ManyClustersIT {
  @Test
  void allReachTheirGoalInsideTheLimit() {
    ManyClusters many = new ManyClusters(25, 4, OptionalInt.of(3));

    Result result = many.run(1);

    assertThat(result.clients())
        .allSatisfy(client -> assertThat(client.report().message()).startsWith("done"));
    assertThat(result.instances()).isEqualTo(25 * 5);
    assertThat(result.throttled()).isPositive();
    assertThat(result.clients())
        .allSatisfy(client -> assertThat(client.took()).isLessThan(Duration.ofMinutes(20)));
  }
}
