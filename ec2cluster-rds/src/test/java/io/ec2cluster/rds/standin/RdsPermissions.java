package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.standin.IamPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a request needs to be allowed: every required type of resource of its action, and the tags
 * of what it creates as if they were put on afterwards (Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon RDS").
 */
final class RdsPermissions {
  private static final String USER = "arn:aws:sts::123456789012:assumed-role/sizing/i-1";
  private static final String ADD_TAGS = "AddTagsToResource";
  private static final String ALL = "*";

  private RdsPermissions() {}

  /**
   * Checks a request.
   *
   * @throws RdsError if the policy does not allow it
   */
  static void check(IamPolicy policy, Map<String, String> form) {
    needs(form).stream()
        .filter(need -> !policy.allows("rds:" + need.action(), need.resource(), need.tagKeys()))
        .findFirst()
        .ifPresent(
            need -> {
              throw new RdsError(
                  403,
                  "AccessDenied",
                  "User: %s is not authorized to perform: rds:%s on resource: %s because no identity-based policy allows the rds:%s action"
                      .formatted(USER, need.action(), need.resource(), need.action()));
            });
  }

  private static List<Need> needs(Map<String, String> form) {
    String action = form.getOrDefault("Action", "");
    String instance = arn("db", form.getOrDefault("DBInstanceIdentifier", ALL));
    return switch (action) {
      // The filter is no part of what is authorized: without an id it is about all instances.
      case "DescribeDBInstances" -> List.of(new Need(action, instance, List.of()));
      case "CreateDBInstanceReadReplica" ->
          made(form, instance, arn("db", form.getOrDefault("SourceDBInstanceIdentifier", "")));
      case "RestoreDBInstanceFromDBSnapshot" ->
          made(form, instance, arn("snapshot", form.getOrDefault("DBSnapshotIdentifier", "")));
      case "ModifyDBInstance" ->
          all(
              action,
              List.of(
                  instance,
                  arn("og", "default:mysql-8-0"),
                  arn("pg", "default.mysql8.0"),
                  arn("secgrp", "default")));
      case "DeleteDBInstance", "PromoteReadReplica" ->
          List.of(new Need(action, instance, List.of()));
      case ADD_TAGS, "RemoveTagsFromResource" ->
          List.of(new Need(action, form.getOrDefault("ResourceName", ""), tagKeys(form)));
      default -> List.of(new Need(action, ALL, List.of()));
    };
  }

  private static List<Need> made(Map<String, String> form, String instance, String origin) {
    List<Need> needs =
        all(
            form.getOrDefault("Action", ""),
            List.of(
                origin,
                instance,
                arn("og", "default:mysql-8-0"),
                arn("pg", "default.mysql8.0"),
                arn("subgrp", "default")));
    if (!tagKeys(form).isEmpty()) {
      needs.add(new Need(ADD_TAGS, instance, tagKeys(form)));
    }
    return needs;
  }

  private static List<Need> all(String action, List<String> resources) {
    List<Need> needs = new ArrayList<>();
    resources.forEach(resource -> needs.add(new Need(action, resource, List.of())));
    return needs;
  }

  private static List<String> tagKeys(Map<String, String> form) {
    return IntStream.rangeClosed(1, form.size())
        .boxed()
        .flatMap(i -> Stream.of("Tags.Tag." + i + ".Key", "TagKeys.member." + i))
        .flatMap(name -> Optional.ofNullable(form.get(name)).stream())
        .toList();
  }

  private static String arn(String type, String id) {
    return "arn:aws:rds:eu-west-1:123456789012:%s:%s".formatted(type, id);
  }

  private record Need(String action, String resource, List<String> tagKeys) {}
}
