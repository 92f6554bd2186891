package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.Xml;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes answers as RDS does (API reference, version 2014-10-31). */
final class RdsAnswers {
  private static final String NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/";

  private RdsAnswers() {}

  static StandInResponse described(
      List<StandInInstance> page, Collection<StandInInstance> all, Optional<String> marker) {
    return answer(
        "DescribeDBInstances",
        result -> {
          result.nested(
              "DBInstances",
              list ->
                  page.forEach(
                      instance ->
                          list.nested(
                              "DBInstance", xml -> write(xml, instance, instance.replicas(all)))));
          marker.ifPresent(next -> result.element("Marker", next));
        });
  }

  static StandInResponse events(String id, String type) {
    if (!type.equals("db-instance")) {
      throw RdsError.invalid("SourceType " + type);
    }
    return answer(
        "DescribeEvents",
        result ->
            result.nested(
                "Events",
                list ->
                    list.nested(
                        "Event",
                        event ->
                            event
                                .element("SourceIdentifier", id)
                                .element("Message", "The storage of " + id + " is damaged.")
                                .element("Date", "2026-01-01T00:00:00Z"))));
  }

  static StandInResponse done(String action) {
    return answer(action, result -> result.element("Done", "true"));
  }

  static StandInResponse error(RdsError error) {
    return error(error, NAMESPACE);
  }

  /** Every service of the query protocol says it in the same form. */
  static StandInResponse error(RdsError error, String namespace) {
    String body =
        Xml.document(
            "ErrorResponse",
            namespace,
            xml ->
                xml.nested(
                        "Error",
                        inner ->
                            inner
                                .element("Type", "Sender")
                                .element("Code", error.code())
                                .element("Message", String.valueOf(error.getMessage())))
                    .element("RequestId", "r-1"));
    return new StandInResponse(error.status(), body);
  }

  private static StandInResponse answer(String action, Consumer<Xml> result) {
    String body =
        Xml.document(
            action + "Response",
            NAMESPACE,
            xml ->
                xml.nested(action + "Result", result)
                    .nested("ResponseMetadata", data -> data.element("RequestId", "r-1")));
    return new StandInResponse(200, body);
  }

  private static void write(Xml xml, StandInInstance instance, List<String> replicas) {
    xml.element("DBInstanceIdentifier", instance.id())
        .element("DBInstanceArn", instance.arn())
        .element("DBInstanceClass", instance.instanceClass())
        .element("Engine", instance.engine())
        .element("DBInstanceStatus", instance.state())
        .element("BackupRetentionPeriod", instance.backupDays())
        .element("DeletionProtection", instance.deletionProtected())
        .element("AvailabilityZone", "eu-west-1a");
    if (!instance.state().equals("creating")) {
      xml.nested(
          "Endpoint",
          endpoint ->
              endpoint.element("Address", instance.address()).element("Port", instance.port()));
    }
    xml.nested(
        "PendingModifiedValues",
        pending ->
            instance.pendingClass().ifPresent(given -> pending.element("DBInstanceClass", given)));
    instance
        .source()
        .ifPresent(source -> xml.element("ReadReplicaSourceDBInstanceIdentifier", source));
    xml.nested(
        "ReadReplicaDBInstanceIdentifiers",
        list -> replicas.forEach(id -> list.element("ReadReplicaDBInstanceIdentifier", id)));
    xml.nested(
        "TagList",
        list ->
            instance
                .tags()
                .forEach(
                    (name, value) ->
                        list.nested(
                            "Tag", tag -> tag.element("Key", name).element("Value", value))));
  }
}
