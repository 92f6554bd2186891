package io.ec2cluster.rds;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.RdsException;
import software.amazon.awssdk.services.rds.model.SourceType;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * The calls of RDS that we make. A failure that passes is repeated, up to {@code
 * aws.retry-deadline}; "not found" is RDS's own answer alone. Safe for use by several threads.
 */
final class RdsApi {
  private static final String DELETE = "rds:DeleteDBInstance";
  private static final Duration RECENT = Duration.ofHours(1);

  /** The largest page (API reference, DescribeDBInstances). */
  private static final int PAGE = 100;

  private final Supplier<RdsClient> client;
  private final AwsRetry retry;

  RdsApi(Supplier<RdsClient> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /**
   * The instances of these ids; those that RDS does not know are left out. A filter, because the
   * request by id takes one only; never without ids, which would mean the whole account.
   *
   * <p>The API reference knows "not found" for the request by id alone. Should a filter be answered
   * with it after all, the instances are asked for one by one.
   */
  List<DbInstance> describe(Collection<String> ids) {
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("no ids: that would describe the whole account");
    }
    try {
      return pages(ids);
    } catch (NotFound oneOfThem) {
      return ids.stream().map(this::find).flatMap(Optional::stream).toList();
    }
  }

  private List<DbInstance> pages(Collection<String> ids) {
    Filter byId = Filter.builder().name("db-instance-id").values(List.copyOf(ids)).build();
    DescribeDbInstancesRequest request =
        DescribeDbInstancesRequest.builder().filters(byId).maxRecords(PAGE).build();
    List<DbInstance> found = new ArrayList<>();
    @Nullable String marker = null;
    do {
      DescribeDbInstancesResponse page = page(request.toBuilder().marker(marker).build());
      page.dbInstances().forEach(instance -> found.add(Descriptions.instance(instance)));
      marker = page.marker();
    } while (marker != null && !marker.isEmpty());
    return found;
  }

  private DescribeDbInstancesResponse page(DescribeDbInstancesRequest request) {
    return retry.run(
        AwsCall.reading("describe the cluster's instances", "rds:DescribeDBInstances"),
        earlier -> {
          try {
            return client.get().describeDBInstances(request);
          } catch (RdsException refused) {
            throw Answer.of(refused) == Answer.NOT_FOUND ? new NotFound(refused) : refused;
          }
        });
  }

  private static final class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFound(RdsException cause) {
      super(cause);
    }
  }

  /** The instance of an id; empty only on RDS's own "not found" for it. */
  Optional<DbInstance> find(String id) {
    return retry.run(
        AwsCall.reading("describe " + id, "rds:DescribeDBInstances"),
        earlier -> {
          try {
            return client
                .get()
                .describeDBInstances(request -> request.dbInstanceIdentifier(id))
                .dbInstances()
                .stream()
                .map(Descriptions::instance)
                .filter(instance -> instance.id().equals(id))
                .findFirst()
                .or(() -> neitherNor(id));
          } catch (RdsException refused) {
            if (Answer.of(refused) == Answer.NOT_FOUND) {
              return Optional.empty();
            }
            throw refused;
          }
        });
  }

  /** An answer that does not hold what it was asked for proves nothing. */
  private static Optional<DbInstance> neitherNor(String id) {
    throw new EnvironmentException(
        "cannot describe %s: RDS answered neither with it nor with DBInstanceNotFound. Nothing was changed; try again, and check AWS_ENDPOINT_URL if it stays so"
            .formatted(id));
  }

  /**
   * Restores the master from its snapshot.
   *
   * @throws UsageException if there is no such snapshot
   */
  Answer restore(MasterSettings master, String snapshot, Map<String, String> marks) {
    Answer answer =
        change(
            "restore %s from the snapshot %s".formatted(master.instanceId(), snapshot),
            "rds:RestoreDBInstanceFromDBSnapshot",
            () ->
                client
                    .get()
                    .restoreDBInstanceFromDBSnapshot(
                        Requests.restore(master, snapshot, allTags(master.tags(), marks))));
    if (answer == Answer.NO_SNAPSHOT) {
      throw new UsageException(
          "the snapshot '%s' of %s is not there: RDS does not know it in this region and account. Check master.snapshot. Nothing was changed"
              .formatted(snapshot, master.instanceId()));
    }
    return answer;
  }

  /** Creates a replica. */
  Answer create(ReplicaSettings replica, String source, Map<String, String> marks) {
    return change(
        "create the replica " + replica.id(),
        "rds:CreateDBInstanceReadReplica",
        () ->
            client
                .get()
                .createDBInstanceReadReplica(
                    Requests.create(replica, source, allTags(replica.tags(), marks))));
  }

  /** Gives an instance another class. */
  Answer changeClass(String id, String to, When when) {
    return change(
        "change the class of " + id,
        "rds:ModifyDBInstance",
        () ->
            client
                .get()
                .modifyDBInstance(
                    request ->
                        request
                            .dbInstanceIdentifier(id)
                            .dbInstanceClass(to)
                            .applyImmediately(when == When.IMMEDIATELY)));
  }

  /** Deletes a replica, without the final snapshot that RDS makes of no replica anyway. */
  Answer delete(String id) {
    return change(
        "delete " + id,
        DELETE,
        () ->
            client
                .get()
                .deleteDBInstance(
                    request -> request.dbInstanceIdentifier(id).skipFinalSnapshot(true)));
  }

  /** Makes a replica an instance of its own: nothing takes that back. */
  Answer promote(String id) {
    return change(
        "promote " + id,
        "rds:PromoteReadReplica",
        () -> client.get().promoteReadReplica(request -> request.dbInstanceIdentifier(id)));
  }

  /** Puts a tag on an instance, over one of the same name. */
  void tag(DbInstance instance, String name, String value) {
    Tag tag = Tag.builder().key(name).value(value).build();
    retry.run(
        AwsCall.changing("tag " + instance.id(), "rds:AddTagsToResource"),
        earlier ->
            client
                .get()
                .addTagsToResource(request -> request.resourceName(instance.arn()).tags(tag)));
  }

  /** Removes a tag of an instance. */
  void untag(DbInstance instance, String name) {
    retry.run(
        AwsCall.changing("remove a tag of " + instance.id(), "rds:RemoveTagsFromResource"),
        earlier ->
            client
                .get()
                .removeTagsFromResource(
                    request -> request.resourceName(instance.arn()).tagKeys(name)));
  }

  /** What RDS tells of an instance's last hour, the oldest first. */
  List<String> events(String id) {
    return retry.run(
        AwsCall.reading("read the events of " + id, "rds:DescribeEvents"),
        earlier ->
            client
                .get()
                .describeEvents(
                    request ->
                        request
                            .sourceIdentifier(id)
                            .sourceType(SourceType.DB_INSTANCE)
                            .duration(Math.toIntExact(RECENT.toMinutes())))
                .events()
                .stream()
                .map(RdsApi::told)
                .toList());
  }

  private static String told(Event event) {
    return event.date() + " " + event.message();
  }

  private Answer change(String what, String action, Runnable request) {
    return retry.run(
        AwsCall.changing(what, action),
        earlier -> {
          try {
            request.run();
            return Answer.ACCEPTED;
          } catch (RdsException refused) {
            Answer answer = Answer.of(refused);
            if (answer == Answer.NOT_OFFERED && !action.equals(DELETE)) {
              throw notOffered(what, refused);
            }
            if (answer == Answer.FAILED || answer == Answer.NOT_OFFERED) {
              throw refused;
            }
            return answer;
          }
        });
  }

  /** The codes are in the API reference's list of common errors. */
  private static UsageException notOffered(String what, RdsException refused) {
    return new UsageException(
        "cannot %s: RDS refuses what it is asked for (%s: %s). Check the class, the zone and the other keys of that instance; 'aws rds describe-orderable-db-instance-options --engine ENGINE' lists what it offers. Nothing was changed by this request"
            .formatted(
                what,
                refused.awsErrorDetails().errorCode(),
                refused.awsErrorDetails().errorMessage()),
        refused);
  }

  private static Map<String, String> allTags(
      Map<String, String> configured, Map<String, String> marks) {
    Map<String, String> all = new HashMap<>(configured);
    all.putAll(marks);
    return all;
  }
}
