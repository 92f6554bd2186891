package io.ec2cluster.etcd.group;

/** Which Auto Scaling groups are meant. */
public sealed interface ScalingQuery {
  /** How people call it, for messages. */
  String words();

  /** The group of a name. */
  record Named(String name) implements ScalingQuery {
    @Override
    public String words() {
      return "auto-scaling-group: found '" + name + "', and there is no such group";
    }
  }

  /** All groups of a CloudFormation stack. */
  record OfStack(String stack) implements ScalingQuery {
    @Override
    public String words() {
      return "stack: found '" + stack + "', and no Auto Scaling group has the tag of such a stack";
    }
  }
}
