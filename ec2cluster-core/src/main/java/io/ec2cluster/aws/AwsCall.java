package io.ec2cluster.aws;

import com.google.common.base.Ascii;

/**
 * What a call is, for messages.
 *
 * @param what what it does, as it stands after "cannot": {@code list example.com in …}
 * @param action the permission that it needs, for example {@code route53:GetChange}
 * @param changes whether it changes anything
 */
public record AwsCall(String what, String action, boolean changes) {
  /** A call that changes nothing. */
  public static AwsCall reading(String what, String action) {
    return new AwsCall(what, action, false);
  }

  /** A call that changes something. */
  public static AwsCall changing(String what, String action) {
    return new AwsCall(what, action, true);
  }

  /** The service, as people call it: {@code Route 53}. */
  String service() {
    String prefix = action.substring(0, action.indexOf(':'));
    return switch (prefix) {
      case "route53" -> "Route 53";
      case "dynamodb" -> "DynamoDB";
      case "autoscaling" -> "Auto Scaling";
      case "cloudwatch" -> "CloudWatch";
      case "elasticloadbalancing" -> "Elastic Load Balancing";
      default -> Ascii.toUpperCase(prefix);
    };
  }

  /** The call in short: {@code Route 53 ChangeResourceRecordSets}. */
  String title() {
    return service() + " " + action.substring(action.indexOf(':') + 1);
  }

  /** What is known to be done after attempts that all failed. */
  String leftBehind(boolean open) {
    if (!changes) {
      return "Nothing was changed.";
    }
    return open
        ? "It is not known whether the change was applied, because an attempt was not answered:"
            + " read it back before you rely on either. Running the same command again is safe."
        : "Nothing was changed: every attempt was refused before it was applied.";
  }
}
