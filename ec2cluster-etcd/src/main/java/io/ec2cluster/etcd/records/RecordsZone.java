package io.ec2cluster.etcd.records;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.AwsHostedZone;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The zone that the settings name: of Route 53, or that of the back end. It is found when it is
 * first asked for, and again as long as that fails. For use by one thread.
 */
public final class RecordsZone implements Supplier<HostedZone> {
  /** The loop tries again anyway, and says what it tries. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int SERVER_ERROR = 500;

  private final OperationContext context;
  private final DnsName name;
  private Optional<HostedZone> found = Optional.empty();

  public RecordsZone(OperationContext context, DnsName name) {
    this.context = context;
    this.name = name;
  }

  /** The zone's name in the settings. */
  public static DnsName name(String text) {
    try {
      return DnsName.of(text);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("etcd: zone: " + wrong.getMessage(), wrong);
    }
  }

  @Override
  public HostedZone get() {
    HostedZone zone = found.orElseGet(this::find);
    found = Optional.of(zone);
    return zone;
  }

  private HostedZone find() {
    Optional<AwsCloud> aws = context.cloud().as(AwsCloud.class);
    try {
      return aws.isPresent() ? inRoute53(aws.get()) : ofBackEnd();
    } catch (UsageException wrong) {
      throw new UsageException("etcd: zone: " + wrong.getMessage(), wrong);
    }
  }

  private HostedZone inRoute53(AwsCloud aws) {
    return AwsHostedZone.named(
        aws.clients().route53(),
        name,
        context.settings().dns().privateZone(),
        context.time(),
        context.random(),
        PATIENCE);
  }

  private HostedZone ofBackEnd() {
    HostedZone zone = context.cloud().zone();
    if (!zone.name().equals(Optional.of(name))) {
      throw new UsageException(
          "found %s, expected the zone of this back end, %s".formatted(name, zone.id()));
    }
    return zone;
  }

  /**
   * Reads once, so that a wrong zone and a missing permission are found before anything runs. A
   * zone that does not answer now is no reason to leave etcd stopped.
   *
   * @return why it could not be read, if that may pass
   * @throws UsageException if there is no such zone
   * @throws EnvironmentException if it may not be read
   */
  public Optional<String> check(RecordNames names) {
    try {
      get().list(names.top());
      return Optional.empty();
    } catch (EnvironmentException failed) {
      if (failed.getCause() instanceof AwsServiceException service
          && service.statusCode() < SERVER_ERROR
          && !service.isThrottlingException()) {
        throw failed;
      }
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }
}
