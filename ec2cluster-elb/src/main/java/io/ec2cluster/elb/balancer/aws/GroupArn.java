package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a target group (IAM Service Authorization Reference, "Elastic Load Balancing V2").
 *
 * @param text all of it
 * @param region where the group is
 * @param name its name
 */
record GroupArn(String text, String region, String name) {
  private static final Pattern FORM =
      Pattern.compile(
          "arn:aws[a-z-]*:elasticloadbalancing:(?<region>[a-z0-9-]+):[0-9]{12}:targetgroup/(?<name>[A-Za-z0-9-]{1,32})/[0-9a-f]+");

  /**
   * Reads one.
   *
   * @param region where this instance is
   * @throws UsageException if it is none, or one of another region
   */
  static GroupArn parse(String text, String region) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageException(
          "tg/%s: this is no ARN of a target group. Expected arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID, or the group's name; that of a load balancer or a listener is another one"
              .formatted(text));
    }
    GroupArn arn = new GroupArn(text, form.group("region"), form.group("name"));
    if (!arn.region().equals(region)) {
      throw new UsageException(
          "tg/%s: this target group is in %s, and the instance in %s. Name one of the instance's region"
              .formatted(text, arn.region(), region));
    }
    return arn;
  }

  /** Whether somebody meant to write one. */
  static boolean isMeant(String text) {
    return text.startsWith("arn:") || text.contains("/") || text.contains(":");
  }
}
