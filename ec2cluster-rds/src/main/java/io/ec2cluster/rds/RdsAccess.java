package io.ec2cluster.rds;

import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.spi.OperationContext;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;

/** Opens RDS for an operation: with the credentials, the endpoints and the region of the host. */
final class RdsAccess {
  private static final String SERVICE = "RDS";

  private RdsAccess() {}

  /**
   * RDS in a region.
   *
   * @param region the cluster's own; else that of the host
   * @throws UsageException if the back end is another than AWS
   */
  static RdsApi open(OperationContext context, Optional<String> region) {
    AwsCloud cloud =
        context
            .cloud()
            .as(AwsCloud.class)
            .orElseThrow(
                () ->
                    new UsageException(
                        "the back end is '%s': rds needs AWS. Leave out cloud and --cloud, or set cloud: aws"
                            .formatted(context.cloud().id())));
    return new RdsApi(Suppliers.memoize(() -> client(cloud, region)), cloud.retry());
  }

  private static RdsClient client(AwsCloud cloud, Optional<String> region) {
    return region
        .map(
            given ->
                cloud
                    .clients()
                    .regional(SERVICE, RdsClient.builder(), given, "the cluster's 'region'"))
        .orElseGet(() -> cloud.clients().regional(SERVICE, RdsClient.builder()));
  }
}
