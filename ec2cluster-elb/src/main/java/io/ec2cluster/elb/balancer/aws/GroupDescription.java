package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.UsageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupIpAddressTypeEnum;

/**
 * What a target group is.
 *
 * @param arn its ARN
 * @param name its name
 * @param port where its targets listen unless they are registered with another port
 * @param kind how its targets are registered
 * @param vpc its network
 * @param used whether a load balancer uses it
 * @param quic whether its targets have server ids of QUIC
 */
record GroupDescription(
    String arn,
    String name,
    int port,
    Kind kind,
    Optional<String> vpc,
    boolean used,
    boolean quic) {
  /** How targets are registered. */
  enum Kind {
    INSTANCE,
    IPV4,
    IPV6,
    /** A function or another load balancer. */
    NO_INSTANCES
  }

  static GroupDescription of(TargetGroup told) {
    return new GroupDescription(
        told.targetGroupArn(),
        told.targetGroupName(),
        number(told.port()),
        kind(told),
        Optional.ofNullable(told.vpcId()),
        !told.loadBalancerArns().isEmpty(),
        told.protocol() == ProtocolEnum.QUIC || told.protocol() == ProtocolEnum.TCP_QUIC);
  }

  /** A group of functions has none. */
  private static int number(@Nullable Integer port) {
    return port == null ? 0 : port;
  }

  private static Kind kind(TargetGroup told) {
    return switch (told.targetType()) {
      case INSTANCE -> Kind.INSTANCE;
      case IP -> told.ipAddressType() == TargetGroupIpAddressTypeEnum.IPV6 ? Kind.IPV6 : Kind.IPV4;
      default -> Kind.NO_INSTANCES;
    };
  }

  /** Whether instances may be members, and can be put back as they were. */
  boolean isServed() {
    return kind != Kind.NO_INSTANCES && !quic;
  }

  /**
   * Itself.
   *
   * @throws UsageException if it is none for instances
   */
  GroupDescription requireServed() {
    if (kind == Kind.NO_INSTANCES) {
      throw new UsageException(
          "the target group '%s' holds functions or a load balancer, no instances (%s). Name a target group of type instance or ip"
              .formatted(name, arn));
    }
    if (quic) {
      throw new UsageException(
          "the target group '%s' is one for QUIC (%s): the server ids of its targets are not known here, so that they could not be put back. Restart its instances by another way"
              .formatted(name, arn));
    }
    return this;
  }
}
