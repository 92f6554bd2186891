package io.ec2cluster.rds;

import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoIam;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Tag;

/** moto with enforced policies. */
final class MotoAuthority implements Authority {
  private static final String REGION = "eu-west-1";
  private static final String ORIGIN = "origin";

  private final MotoIam iam;
  private final RdsClient admin;

  MotoAuthority(MotoIam iam) {
    this.iam = iam;
    this.admin =
        RdsClient.builder()
            .endpointOverride(iam.moto().endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  @Override
  public RdsNode prepare(Duty duty) {
    List<DBInstance> left = admin.describeDBInstances().dbInstances();
    if (left.isEmpty()) {
      create(StandInInstance.standalone(ORIGIN, "db.t3.micro"));
      admin.createDBSnapshot(
          request -> request.dbInstanceIdentifier(ORIGIN).dbSnapshotIdentifier("nightly"));
    }
    delete(left.stream().filter(instance -> source(instance).isPresent()));
    delete(left.stream().filter(instance -> source(instance).isEmpty()));
    duty.fleet().forEach(this::create);
    return new RdsNode(duty.section(), iam.environment(REGION), new FakeTime(), 1);
  }

  private static Optional<String> source(DBInstance instance) {
    return Optional.ofNullable(instance.readReplicaSourceDBInstanceIdentifier());
  }

  private void delete(Stream<DBInstance> instances) {
    instances
        .map(DBInstance::dbInstanceIdentifier)
        .filter(id -> !id.equals(ORIGIN))
        .forEach(
            id ->
                admin.deleteDBInstance(
                    request -> request.dbInstanceIdentifier(id).skipFinalSnapshot(true)));
  }

  private void create(StandInInstance instance) {
    List<Tag> tags =
        instance.tags().entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    if (instance.source().isPresent()) {
      admin.createDBInstanceReadReplica(
          request ->
              request
                  .dbInstanceIdentifier(instance.id())
                  .sourceDBInstanceIdentifier(instance.source().get())
                  .tags(tags));
    } else {
      admin.createDBInstance(
          request ->
              request
                  .dbInstanceIdentifier(instance.id())
                  .dbInstanceClass(instance.instanceClass())
                  .engine(instance.engine())
                  .allocatedStorage(20)
                  .backupRetentionPeriod(instance.backupDays())
                  .masterUsername("root")
                  .masterUserPassword("not-a-secret")
                  .tags(tags));
    }
    if (instance.state().equals("stopped")) {
      admin.stopDBInstance(request -> request.dbInstanceIdentifier(instance.id()));
    }
  }

  @Override
  public void enforce(IamPolicy policy) {
    iam.enforce(policy);
  }

  @Override
  public void close() {
    iam.allowAll();
    admin.close();
  }
}
