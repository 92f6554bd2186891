package io.ec2cluster.internal.coordination;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.DynamoDbTable;
import io.ec2cluster.config.ClusterSettings.Coordination;
import io.ec2cluster.config.ClusterSettings.CoordinationProvider;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code coordination create}. */
public final class CoordinationOperations {
  /** Usually a table is ready after some seconds. */
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private CoordinationOperations() {}

  /** The operations of every engine that coordinates. */
  public static List<Operation<?>> all() {
    return List.of(
        new Change<>(
            "coordination create",
            "Make the DynamoDB table of small records and leases",
            NoSettings.class,
            (context, options) -> create(context)));
  }

  private static Plan create(OperationContext context) {
    Coordination settings = context.settings().coordination();
    Optional<AwsCloud> aws = context.cloud().as(AwsCloud.class);
    boolean route53 = settings.provider().filter(CoordinationProvider.ROUTE53::equals).isPresent();
    if (aws.isEmpty() || route53) {
      context.progress().note("there is no table to be made: " + context.cloud().records().id());
      return Plan.empty();
    }
    DynamoDbTable table = aws.get().dynamoDb();
    return Plan.builder()
        .step(
            Step.named("make the table")
                .description(
                    "Make the %s in %s, with on-demand capacity"
                        .formatted(table.id(), aws.get().clients().region()))
                .check(step -> table.isReady() ? Check.State.DONE : Check.State.NEEDED)
                .action(step -> table.create(DEADLINE, step.time())))
        .build();
  }
}
