package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.standin.StandInResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Runs one request.
 *
 * @param account the instances
 * @param form the request's parameters
 */
record RdsActions(RdsAccount account, Map<String, String> form) {
  private static final Pattern ID = Pattern.compile("[a-z](?:-?[a-z0-9])*+");

  StandInResponse run(String action, Map<String, StandInInstance> shown) {
    return switch (action) {
      case "DescribeDBInstances" -> describe(shown);
      case "CreateDBInstanceReadReplica" -> create();
      case "RestoreDBInstanceFromDBSnapshot" -> restore();
      case "ModifyDBInstance" -> modify();
      case "DeleteDBInstance" -> delete();
      case "PromoteReadReplica" -> promote();
      case "AddTagsToResource" -> tag();
      case "RemoveTagsFromResource" -> untag();
      case "DescribeEvents" ->
          RdsAnswers.events(required("SourceIdentifier"), required("SourceType"));
      default -> throw new RdsError(400, "InvalidAction", "no action " + action);
    };
  }

  private StandInResponse describe(Map<String, StandInInstance> all) {
    Optional<String> id = given("DBInstanceIdentifier");
    if (id.isPresent()) {
      StandInInstance found =
          Optional.ofNullable(all.get(id.get())).orElseThrow(() -> RdsError.unknown(id.get()));
      return RdsAnswers.described(List.of(found), all.values(), Optional.empty());
    }
    List<StandInInstance> chosen = filtered(all);
    int size = Integer.parseInt(given("MaxRecords").orElse("100"));
    if (size < 20 || size > 100) {
      throw RdsError.invalid("MaxRecords must be from 20 to 100");
    }
    int from = Integer.parseInt(given("Marker").orElse("0"));
    int to = Math.min(chosen.size(), from + Math.min(size, account.pageLimit()));
    return RdsAnswers.described(
        chosen.subList(from, to),
        all.values(),
        to < chosen.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  private List<StandInInstance> filtered(Map<String, StandInInstance> all) {
    Optional<String> filter = given("Filters.Filter.1.Name");
    if (filter.isEmpty()) {
      return List.copyOf(all.values());
    }
    List<String> values = list("Filters.Filter.1.Values.Value.");
    if (!filter.get().equals("db-instance-id") || values.isEmpty()) {
      throw RdsError.invalid("Unrecognized filter " + filter.get());
    }
    if (account.hasStrictFilters()) {
      values.stream()
          .filter(value -> !all.containsKey(value))
          .findFirst()
          .ifPresent(
              unknown -> {
                throw RdsError.unknown(unknown);
              });
    }
    return all.values().stream()
        .filter(instance -> values.contains(instance.id()) || values.contains(instance.arn()))
        .toList();
  }

  private StandInResponse create() {
    StandInInstance instance = asked();
    account.create(instance, required("SourceDBInstanceIdentifier"));
    return RdsAnswers.done("CreateDBInstanceReadReplica");
  }

  private StandInResponse restore() {
    StandInInstance instance = asked();
    account.restore(instance, required("DBSnapshotIdentifier"));
    return RdsAnswers.done("RestoreDBInstanceFromDBSnapshot");
  }

  private StandInInstance asked() {
    String id = required("DBInstanceIdentifier");
    if (!ID.matcher(id).matches()) {
      throw RdsError.invalid("The parameter DBInstanceIdentifier is not a valid identifier");
    }
    return StandInInstance.standalone(id, given("DBInstanceClass").orElse(""))
        .withTags(tags())
        .askedWith(form);
  }

  private StandInResponse modify() {
    account.modify(
        required("DBInstanceIdentifier"),
        required("DBInstanceClass"),
        Boolean.parseBoolean(required("ApplyImmediately")));
    return RdsAnswers.done("ModifyDBInstance");
  }

  private StandInResponse delete() {
    if (!Boolean.parseBoolean(required("SkipFinalSnapshot"))) {
      throw RdsError.invalid("FinalDBSnapshotIdentifier cannot be specified for a replica");
    }
    account.delete(required("DBInstanceIdentifier"));
    return RdsAnswers.done("DeleteDBInstance");
  }

  private StandInResponse promote() {
    account.promote(required("DBInstanceIdentifier"));
    return RdsAnswers.done("PromoteReadReplica");
  }

  private StandInResponse tag() {
    account.tag(required("ResourceName"), tags());
    return RdsAnswers.done("AddTagsToResource");
  }

  private StandInResponse untag() {
    account.untag(required("ResourceName"), list("TagKeys.member."));
    return RdsAnswers.done("RemoveTagsFromResource");
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 1; form.containsKey("Tags.Tag." + i + ".Key"); i++) {
      tags.put(
          form.getOrDefault("Tags.Tag." + i + ".Key", ""),
          form.getOrDefault("Tags.Tag." + i + ".Value", ""));
    }
    return tags;
  }

  private List<String> list(String prefix) {
    List<String> values = new ArrayList<>();
    for (int i = 1; form.containsKey(prefix + i); i++) {
      values.add(form.getOrDefault(prefix + i, ""));
    }
    return values;
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(form.get(name)).filter(value -> !value.isEmpty());
  }

  private String required(String name) {
    return given(name)
        .orElseThrow(() -> new RdsError(400, "MissingParameter", "no parameter " + name));
  }
}
