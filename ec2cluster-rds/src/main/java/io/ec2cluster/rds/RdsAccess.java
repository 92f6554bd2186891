package io.ec2cluster.rds;

import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.spi.OperationContext;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * Opens RDS and CloudWatch for an operation: with the credentials, the endpoints and the region of
 * the host. Nothing of a service is loaded before it is used.
 */
final class RdsAccess {
  private RdsAccess() {}

  /**
   * RDS in a region.
   *
   * @param region the cluster's own; else that of the host
   * @throws UsageException if the back end is another than AWS
   */
  static RdsApi open(OperationContext context, Optional<String> region) {
    AwsCloud cloud = cloud(context);
    return new RdsApi(
        Suppliers.memoize(() -> client(cloud, region, "RDS", RdsClient.builder())), cloud.retry());
  }

  /** CloudWatch in a region, as for RDS. */
  static CloudWatchApi openCloudWatch(OperationContext context, Optional<String> region) {
    AwsCloud cloud = cloud(context);
    return new CloudWatchApi(
        Suppliers.memoize(() -> client(cloud, region, "CloudWatch", CloudWatchClient.builder())),
        cloud.retry(),
        context.time());
  }

  private static AwsCloud cloud(OperationContext context) {
    return context
        .cloud()
        .as(AwsCloud.class)
        .orElseThrow(
            () ->
                new UsageException(
                    "the back end is '%s': rds needs AWS. Leave out cloud and --cloud, or set cloud: aws"
                        .formatted(context.cloud().id())));
  }

  private static <
          C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C client(AwsCloud cloud, Optional<String> region, String service, B builder) {
    return region
        .map(given -> cloud.clients().regional(service, builder, given, "the cluster's 'region'"))
        .orElseGet(() -> cloud.clients().regional(service, builder));
  }
}
